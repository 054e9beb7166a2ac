import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { z } from '../http/wire';
import { serviceAccountParams } from '../service-accounts/service-account-schemas';
import type { Verifier } from './verifier';
import type { VerifierService } from './verifier-service';

const TAG = 'Verifiers';
const COLLECTION = '/v1/operator/verifiers';
const ONE = '/v1/operator/verifiers/{service_account_id}';

const verifierSchema = z
  .strictObject({ service_account_id: z.string(), team_id: z.string(), name: z.string() })
  .openapi('Verifier');

const verifierListSchema = z
  .strictObject({ items: z.array(verifierSchema) })
  .openapi('VerifierList');

export function createVerifierEndpoints(service: VerifierService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listVerifiers',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List the service accounts that may verify the keys of every team',
      description:
        'Sorted by ID, which is the order of creation. The list has no `sort` and no pages, ' +
        'because it is short: it contains only the service accounts that the operator has ' +
        'added.',
      access: 'operator',
      status: 200,
      response: verifierListSchema,
      handle: async () => ({ body: { items: (await service.list()).map(toWire) } }),
    }),
    defineEndpoint({
      operationId: 'allowVerifier',
      method: 'put',
      path: ONE,
      tag: TAG,
      summary: 'Let a service account verify the keys of every team',
      description: 'The roles of the service account must grant `keys.verify` too.',
      access: 'operator',
      params: serviceAccountParams,
      status: 200,
      response: verifierSchema,
      handle: async ({ caller, params }) => ({
        body: toWire(await service.allow(caller, params.service_account_id)),
      }),
    }),
    defineEndpoint({
      operationId: 'withdrawVerifier',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Let a service account verify the keys of its own team only',
      access: 'operator',
      params: serviceAccountParams,
      status: 204,
      handle: ({ caller, params }) => service.withdraw(caller, params.service_account_id),
    }),
  ];
}

function toWire({ serviceAccountId, teamId, name }: Verifier) {
  return { service_account_id: serviceAccountId, team_id: teamId, name };
}
