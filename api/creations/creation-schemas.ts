import { searched, z } from '../http/wire';

export const confirmCreationsBody = z
  .strictObject({
    ids: z.array(searched(64)).max(1000).default([]).openapi({
      description: 'IDs of resources that are known from the state.',
    }),
    secret_versions: z
      .array(z.number().int().min(1).max(Number.MAX_SAFE_INTEGER))
      .max(1000)
      .default([])
      .openapi({
        description: 'Secrets that are known from the state: this confirms their keys, too.',
      }),
  })
  .refine(({ ids, secret_versions }) => ids.length + secret_versions.length > 0, {
    path: ['ids'],
    message: 'Name ids, secret_versions or both.',
  })
  .openapi('ConfirmCreationsRequest');
