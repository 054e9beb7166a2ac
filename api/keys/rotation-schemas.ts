import { period, z } from '../http/wire';

const part = period.nullable().default(null);

/** As a create or an update says it. */
export const declaredRotationBody = z
  .strictObject({
    every: part.openapi({ description: 'How old a secret may get.' }),
    overlap: part.openapi({ description: 'How long the old secret remains valid.' }),
    early_window: part.openapi({ description: 'How long before it is due a rotation may come.' }),
  })
  .nullable()
  .openapi({
    description:
      'When the key is to be rotated. Keyplane keeps this for tools that declare keys, such as its ' +
      'Terraform provider, and rotates nothing by itself.',
  });

export const declaredRotationSchema = z
  .strictObject({
    every: z.string().nullable(),
    overlap: z.string().nullable(),
    early_window: z.string().nullable(),
  })
  .nullable()
  .openapi({ description: 'The rotation that the key was declared with. Null if there is none.' });
