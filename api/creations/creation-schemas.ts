import { searched, z } from '../http/wire';

export const confirmCreationsBody = z
  .strictObject({
    ids: z.array(searched(64)).min(1).max(1000).openapi({
      description: 'IDs of resources that the caller created and now knows from its state.',
    }),
  })
  .openapi('ConfirmCreationsRequest');
