import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { dryRunsBody, dryRunsSchema } from './dry-run-schemas';
import type { DryRunService } from './dry-run-service';

export function createDryRunEndpoints(service: DryRunService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'dryRun',
      method: 'post',
      path: '/v1/dry-runs',
      tag: 'Dry runs',
      summary: 'Check whether creates and updates would be accepted, without doing them',
      description:
        'Checks each request on its own, as its endpoint would: the permission, the schema, ' +
        'and everything that Keyplane knows. Nothing is changed, mailed, recorded or charged. ' +
        'The results are in the order of the requests.',
      access: 'authenticated',
      narrowed: 'allowed',
      body: dryRunsBody,
      status: 200,
      response: dryRunsSchema,
      handle: async ({ caller, origin, body }) => ({
        body: { results: await service.judgeAll(caller, origin, body.requests) },
      }),
    }),
  ];
}
