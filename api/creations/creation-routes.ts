import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import type { CreationReport } from './creation-report';
import {
  creationPageSchema,
  creationQuerySchema,
  creationToWire,
  nameCreationsBody,
  stackSchema,
} from './creation-schemas';
import type { NamingService } from './naming-service';

export function createCreationEndpoints(dependencies: {
  naming: NamingService;
  report: CreationReport;
}): Endpoint[] {
  const { naming, report } = dependencies;
  return [
    defineEndpoint({
      operationId: 'confirmCreations',
      method: 'post',
      path: '/v1/creations/confirm',
      tag: 'Creations',
      summary: 'Record what a Terraform state holds',
      description:
        'Terraform names the objects that its state holds whenever it refreshes or plans. ' +
        'Every object that the request names is recorded: no later run ever replaces it, and ' +
        'from then on it belongs to the stack in `Keyplane-Stack`. A rotation is recorded by ' +
        'the version of its secret, not by the ID of its key. You may name objects that you ' +
        'created and objects that you may see. If no run is known to have created an object, ' +
        'the stack adopts it. Other IDs, and those of objects that were deleted or revoked, ' +
        'are ignored.',
      access: 'team',
      narrowed: 'allowed',
      body: nameCreationsBody,
      status: 204,
      handle: ({ caller, body }) =>
        naming.name(caller, { ids: body.ids, secretVersions: body.secret_versions }),
    }),
    defineEndpoint({
      operationId: 'listCreations',
      method: 'get',
      path: '/v1/creations',
      tag: 'Creations',
      summary: 'List what Terraform runs have created',
      description:
        'Lists objects that exist and that a Terraform run created or a state has named. ' +
        'Filter by `never_named` or `unnamed_since` to find objects that no state seems to ' +
        'hold. Without the permission `audit_events.read`, the list contains only what the ' +
        'caller created.',
      access: 'team',
      narrowed: 'allowed',
      query: creationQuerySchema,
      status: 200,
      response: creationPageSchema,
      async handle({ caller, query }) {
        const { stack, unnamed_since, never_named } = query;
        const filter = {
          stack,
          unnamedSince: unnamed_since === undefined ? undefined : new Date(unnamed_since),
          neverNamed: never_named === 'true',
        };
        const asked = pageRequestOf('listCreations', { caller, query });
        const page = await report.list(caller, filter, asked);
        return { body: pageToWire(page, asked, creationToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getStack',
      method: 'get',
      path: '/v1/stack',
      tag: 'Creations',
      summary: 'Get a summary of the stack that the request names',
      description: 'The header `Keyplane-Stack` names the stack.',
      access: 'team',
      narrowed: 'allowed',
      needs: 'stack',
      status: 200,
      response: stackSchema,
      failures: ['invalid_request'],
      async handle({ caller }) {
        const { stack, recorded, createdByRuns, lastNamedAt, lastCreatedAt } =
          await report.stack(caller);
        return {
          body: {
            stack,
            recorded_count: recorded,
            created_by_runs_count: createdByRuns,
            last_named_at: lastNamedAt?.toISOString() ?? null,
            last_created_at: lastCreatedAt?.toISOString() ?? null,
          },
        };
      },
    }),
  ];
}
