import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  createFederatedIdentityBody,
  federatedIdentityPage,
  federatedIdentityParams,
  federatedIdentitySchema,
  federatedIdentityToWire,
  listFederatedIdentitiesQuery,
  trustFromWire,
  updateFederatedIdentityBody,
} from './federated-identity-schemas';
import type { FederatedIdentityService } from './federated-identity-service';

const tag = 'Federated identities';
const path = '/v1/federated-identities';

export function createFederatedIdentityEndpoints(service: FederatedIdentityService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listFederatedIdentities',
      method: 'get',
      path,
      tag,
      summary: "List the external identities that the team's service accounts trust",
      access: 'federated_identities.read',
      query: listFederatedIdentitiesQuery,
      status: 200,
      response: federatedIdentityPage,
      async handle({ caller, query }) {
        const filter = { serviceAccountId: query.service_account_id, name: query.name };
        const asked = pageRequestOf('listFederatedIdentities', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(page, asked, federatedIdentityToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getFederatedIdentity',
      method: 'get',
      path: `${path}/{federated_identity_id}`,
      tag,
      summary: 'Get a federated identity',
      access: 'federated_identities.read',
      params: federatedIdentityParams,
      status: 200,
      response: federatedIdentitySchema,
      async handle({ caller, params }) {
        const identity = await service.find(caller, params.federated_identity_id);
        return { body: federatedIdentityToWire(identity), version: identity.version };
      },
    }),
    defineEndpoint({
      operationId: 'createFederatedIdentity',
      method: 'post',
      path,
      tag,
      summary:
        'Create a federated identity, which makes a service account trust an external issuer',
      description:
        'If a token of the issuer meets all conditions, a pipeline can exchange it at ' +
        '/oauth2/token (RFC 8693) for an access token of the service account. So the ' +
        'pipeline stores no key. You need every permission that the roles of the account grant.',
      access: 'federated_identities.create',
      body: createFederatedIdentityBody,
      status: 201,
      response: federatedIdentitySchema,
      idempotent: true,
      failures: ['role_escalation'],
      async handle({ caller, body }) {
        const { service_account_id: serviceAccountId, ...trust } = trustFromWire(body);
        const identity = await service.create(caller, { ...trust, serviceAccountId });
        return { body: federatedIdentityToWire(identity), version: identity.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateFederatedIdentity',
      method: 'patch',
      path: `${path}/{federated_identity_id}`,
      tag,
      summary: 'Change, enable or disable a federated identity',
      description:
        'If you disable it, access tokens that were issued for it stop working immediately.',
      access: 'federated_identities.update',
      params: federatedIdentityParams,
      body: updateFederatedIdentityBody,
      status: 200,
      response: federatedIdentitySchema,
      conditional: true,
      failures: ['role_escalation'],
      async handle({ caller, params, body, expectedVersion }) {
        const id = params.federated_identity_id;
        const identity = await service.update(caller, id, trustFromWire(body), expectedVersion);
        return { body: federatedIdentityToWire(identity), version: identity.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteFederatedIdentity',
      method: 'delete',
      path: `${path}/{federated_identity_id}`,
      tag,
      summary: 'Delete a federated identity',
      description: 'Access tokens that were issued for it stop working immediately.',
      access: 'federated_identities.delete',
      params: federatedIdentityParams,
      status: 204,
      conditional: true,
      async handle({ caller, params, expectedVersion }) {
        await service.delete(caller, params.federated_identity_id, expectedVersion);
      },
    }),
  ];
}
