import { forbidding } from '../http/object-rules';
import { instant, pageOf, pageQuery, searched, wholeNumber, z } from '../http/wire';
import type { ListedCreation } from './creation-report';
import { LEASE_SECONDS } from './run';

const MAX_NAMED = 5000;

const ids = z
  .array(searched(64))
  .max(MAX_NAMED)
  .default([])
  .openapi({ description: 'IDs of objects that the state holds, at most 5000.' });

const secretVersions = z.array(wholeNumber(1)).max(MAX_NAMED).default([]).openapi({
  description:
    'Versions of secrets that the state holds, at most 5000. Each entry also names its key.',
});

export const nameCreationsBody = z
  .strictObject({ ids, secret_versions: secretVersions })
  .refine((named) => named.ids.length + named.secret_versions.length > 0, {
    path: ['ids'],
    params: { code: 'too_small' },
    message: 'Give ids, secret_versions or both.',
  })
  .openapi('ConfirmCreationsRequest', {
    example: { ids: ['role_01k9t3x0v6m8q2w4e5r7y9z1ab'] },
    ...forbidding({
      description: 'Neither `ids` nor `secret_versions` is given.',
      properties: { ids: { maxItems: 0 }, secret_versions: { maxItems: 0 } },
    }),
  });

export const finishRunBody = z
  .strictObject({
    ids,
    secret_versions: secretVersions,
    more: z.boolean().default(false).openapi({
      description: 'Whether another call follows that names more of what the run delivered.',
    }),
  })
  .openapi('FinishRunRequest', { example: { ids: ['role_01k9t3x0v6m8q2w4e5r7y9z1ab'] } });

export const runLeaseSchema = z
  .object({
    lease_seconds: z.number().int().openapi({
      description: 'Number of seconds from the last renewal of the lease until it lapses.',
      example: LEASE_SECONDS,
    }),
  })
  .openapi('RunLease');

export const creationQuerySchema = pageQuery(searched(64)).extend({
  stack: searched(200).optional().openapi({ description: 'Only objects of this stack.' }),
  unnamed_since: instant.optional().openapi({
    description: 'Only objects that no refresh or plan has named from a state since this time.',
  }),
  never_named: z.enum(['true']).optional().openapi({
    description: 'Only objects that no refresh or plan has ever named from a state.',
  }),
});

const creationSchema = z
  .object({
    id: z.string().openapi({ description: 'ID of the object that was created.' }),
    kind: z.string().openapi({
      description: 'Kind of the object, such as `service_account_key` or `role`.',
    }),
    stack: z.string().openapi({ description: 'The stack that the object belongs to.' }),
    run: z
      .string()
      .nullable()
      .openapi({
        description:
          'The run that created the object. `null` if it was adopted: a state named it and ' +
          'no run is known to have created it.',
      }),
    created_at: z.string(),
    created_by: z.string().nullable().openapi({
      description: 'ID of the caller that created the object. `null` for an adopted member.',
    }),
    recorded_at: z
      .string()
      .nullable()
      .openapi({
        description:
          'When the object was recorded: when the run that created it finished, or when it was first ' +
          'used or first named by a refresh or a plan. `null`: no state is known to hold the object. If ' +
          'its run was cut off, the object is abandoned.',
      }),
    last_named_at: z.string().nullable().openapi({
      description: 'When a refresh or a plan last named the object from a state. `null` if never.',
    }),
  })
  .openapi('Creation');

export const creationPageSchema = pageOf(creationSchema).openapi('CreationPage');

export const stackSchema = z
  .object({
    stack: z.string(),
    recorded_count: z.number().int().openapi({
      description: 'Number of existing objects of the stack that are recorded.',
    }),
    created_by_runs_count: z
      .number()
      .int()
      .openapi({
        description:
          'Number of the objects in `recorded_count` that a run of the Terraform provider created in ' +
          'this stack. The others were created without Terraform or in another stack, and imported.',
      }),
    last_named_at: z.string().nullable().openapi({
      description: 'When a refresh or a plan last named an object of the stack; `null` if never.',
    }),
    last_created_at: z.string().nullable().openapi({
      description: 'When the newest object of the stack was created; `null` if there is none.',
    }),
  })
  .openapi('Stack');

export function creationToWire(creation: ListedCreation) {
  return {
    id: creation.id,
    kind: creation.kind,
    stack: creation.stack,
    run: creation.run,
    created_at: creation.createdAt.toISOString(),
    created_by: creation.creatorId,
    recorded_at: creation.recordedAt?.toISOString() ?? null,
    last_named_at: creation.namedAt?.toISOString() ?? null,
  };
}
