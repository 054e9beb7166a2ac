import { period, z } from '../http/wire';

const part = period.nullable().default(null);

/** The rotation in the body of a create or an update. */
export const declaredRotationBody = z
  .strictObject({
    every: part.openapi({ description: 'Maximum age of a secret.' }),
    overlap: part.openapi({
      description: 'How long the old secret remains valid after a rotation.',
    }),
    early_window: part.openapi({
      description: 'How long before its due date a rotation may happen.',
    }),
  })
  .nullable()
  .openapi({
    description:
      'How often the key is to be rotated. Keyplane stores this for tools that declare ' +
      'keys, such as its Terraform provider, and rotates nothing by itself.',
  });

export const declaredRotationSchema = z
  .strictObject({
    every: z.string().nullable(),
    overlap: z.string().nullable(),
    early_window: z.string().nullable(),
  })
  .nullable()
  .openapi({
    description: 'The rotation that the key was declared with. `null` if there is none.',
  });
