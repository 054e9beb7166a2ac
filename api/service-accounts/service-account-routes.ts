import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  createServiceAccountBody,
  deleteServiceAccountQuery,
  listServiceAccountsQuery,
  serviceAccountDeletionSchema,
  serviceAccountDeletionToWire,
  serviceAccountPage,
  serviceAccountParams,
  serviceAccountSchema,
  serviceAccountToWire,
  updateServiceAccountBody,
} from './service-account-schemas';
import type { CountedServiceAccount, ServiceAccountService } from './service-account-service';

const TAG = 'Service accounts';
const COLLECTION = '/v1/service-accounts';
const ONE = '/v1/service-accounts/{service_account_id}';

export function createServiceAccountEndpoints(service: ServiceAccountService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'createServiceAccount',
      method: 'post',
      path: COLLECTION,
      tag: TAG,
      summary: 'Create a service account',
      access: 'service_accounts.create',
      body: createServiceAccountBody,
      status: 201,
      response: serviceAccountSchema,
      idempotent: true,
      failures: ['role_escalation'],
      handle: async ({ caller, body }) =>
        reply(
          await service.create(caller, {
            name: body.name,
            description: body.description,
            roleIds: body.role_ids,
            enabled: body.enabled,
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'listServiceAccounts',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List service accounts, newest first',
      access: 'service_accounts.read',
      query: listServiceAccountsQuery,
      status: 200,
      response: serviceAccountPage,
      handle: async ({ caller, query }) => {
        const asked = pageRequestOf('listServiceAccounts', { caller, query });
        const page = await service.list(caller, { name: query.name, search: query.q }, asked);
        return { body: pageToWire(page, asked, serviceAccountToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getServiceAccount',
      method: 'get',
      path: ONE,
      tag: TAG,
      summary: 'Get a service account',
      access: 'service_accounts.read',
      params: serviceAccountParams,
      status: 200,
      response: serviceAccountSchema,
      handle: async ({ caller, params }) =>
        reply(await service.get(caller, params.service_account_id)),
    }),
    defineEndpoint({
      operationId: 'updateServiceAccount',
      method: 'patch',
      path: ONE,
      tag: TAG,
      summary: 'Change a service account',
      description:
        'Changed roles apply immediately to every key of the service account. ' +
        '`active_key_count` says how many keys that are.',
      access: 'service_accounts.update',
      params: serviceAccountParams,
      body: updateServiceAccountBody,
      status: 200,
      response: serviceAccountSchema,
      conditional: true,
      failures: ['role_escalation'],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          await service.update(
            caller,
            params.service_account_id,
            {
              name: body.name,
              description: body.description,
              roleIds: body.role_ids,
              enabled: body.enabled,
            },
            expectedVersion,
          ),
        ),
    }),
    defineEndpoint({
      operationId: 'deleteServiceAccount',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Delete a service account and revoke all its keys',
      access: 'service_accounts.delete',
      params: serviceAccountParams,
      query: deleteServiceAccountQuery,
      status: 200,
      response: serviceAccountDeletionSchema,
      conditional: true,
      handle: async ({ caller, params, query, expectedVersion }) => ({
        body: serviceAccountDeletionToWire(
          await service.delete(caller, params.service_account_id, {
            dryRun: query.dry_run === 'true',
            expectedVersion,
          }),
        ),
      }),
    }),
  ];
}

function reply(counted: CountedServiceAccount) {
  return { body: serviceAccountToWire(counted), version: counted.account.version };
}
