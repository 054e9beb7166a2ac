import { problemSchema } from '../http/openapi-document';
import { line, searched, z } from '../http/wire';

const MAX_REQUESTS = 1000;

const dryRunRequest = z
  .strictObject({
    method: z.enum(['POST', 'PATCH', 'PUT']),
    path: searched(500).openapi({
      description: 'The path of a create or an update, without a query.',
      example: '/v1/service-account-keys',
    }),
    body: z.unknown().optional().openapi({ description: 'The body that the request would have.' }),
    replaces: searched(64)
      .optional()
      .openapi({
        description:
          'For a create: ID of the object that the new object replaces. The old object then ' +
          'does not count toward the key limit, and its email address counts as free.',
      }),
    unknown: z
      .array(line(0, 500))
      .max(1000)
      .default([])
      .openapi({
        description:
          'JSON pointers to fields of the body whose values are not known yet. Omit these ' +
          'fields from the body. Everything that does not depend on them is judged.',
        example: ['/service_account_id'],
      }),
  })
  .openapi('DryRunRequest');

export const dryRunsBody = z
  .strictObject({ requests: z.array(dryRunRequest).min(1).max(MAX_REQUESTS) })
  .openapi('DryRunsRequest', {
    example: {
      requests: [
        {
          method: 'POST',
          path: '/v1/service-account-keys',
          body: { name: 'deploy', expires_in: '90d' },
          unknown: ['/service_account_id'],
        },
      ],
    },
  });

export const dryRunsSchema = z
  .strictObject({
    results: z.array(
      z
        .strictObject({
          problem: z.union([problemSchema, z.null()]).openapi({
            description: 'The refusal that the request would get. `null`: it would be carried out.',
          }),
          slots_left: z
            .number()
            .int()
            .nullable()
            .openapi({
              description:
                'For a new key of a service account: how many more keys the account could ' +
                'have after it. `null` for everything else, and if the account is not known yet.',
            }),
        })
        .openapi('DryRunResult'),
    ),
  })
  .openapi('DryRuns');

export type DryRunRequest = z.output<typeof dryRunRequest>;
export type DryRunResult = z.input<typeof dryRunsSchema>['results'][number];
