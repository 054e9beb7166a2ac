import type { Caller } from '../domain/principal';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import { rotateKeyBody, wantedDelivery } from '../keys/key-wire';
import { rotationFrom } from '../keys/declared-rotation';
import type { Key } from '../keys/key';
import type { IssuedKey } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import {
  createServiceAccountKeyBody,
  issuedServiceAccountKeySchema,
  issuedServiceAccountKeyToWire,
  listServiceAccountKeysQuery,
  revokeKeyQuery,
  serviceAccountKeyPage,
  serviceAccountKeyParams,
  serviceAccountKeySchema,
  serviceAccountKeyToWire,
  updateServiceAccountKeyBody,
} from './service-account-key-schemas';
import type { ServiceAccountKeyService } from './service-account-key-service';

const TAG = 'Service account keys';
const COLLECTION = '/v1/service-account-keys';
const ONE = '/v1/service-account-keys/{key_id}';

export function createServiceAccountKeyEndpoints(dependencies: {
  service: ServiceAccountKeyService;
  views: KeyViews;
}): Endpoint[] {
  const { service, views } = dependencies;
  const reply = async (caller: Caller, key: Key) => ({
    body: serviceAccountKeyToWire(await views.one(caller, key)),
    version: key.version,
  });
  const issuedReply = async (caller: Caller, issued: IssuedKey) => ({
    body: issuedServiceAccountKeyToWire(await views.one(caller, issued.key), issued),
    version: issued.key.version,
  });

  return [
    defineEndpoint({
      operationId: 'createServiceAccountKey',
      method: 'post',
      path: COLLECTION,
      tag: TAG,
      summary: 'Create a key of a service account, and show its secret once',
      access: 'service_account_keys.create',
      body: createServiceAccountKeyBody,
      status: 201,
      response: issuedServiceAccountKeySchema,
      idempotent: true,
      failures: [
        'key_limit_reached',
        'role_escalation',
        'lifetime_exceeds_team_limit',
        'expiry_required_by_team',
        'secret_delivery_not_allowed',
      ],
      slotsLeft: ({ caller, body }) => service.freeSlots(caller, body.service_account_id),
      handle: async ({ caller, body }) =>
        issuedReply(
          caller,
          await service.create(caller, {
            serviceAccountId: body.service_account_id,
            name: body.name,
            expiresAt: body.expires_at,
            expiresIn: body.expires_in,
            enabled: body.enabled,
            rotation: rotationFrom(body.rotation),
            delivery: wantedDelivery(body),
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'listServiceAccountKeys',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List keys of service accounts, newest first',
      access: 'service_account_keys.read',
      query: listServiceAccountKeysQuery,
      status: 200,
      response: serviceAccountKeyPage,
      handle: async ({ caller, query }) => {
        const filter = {
          serviceAccountId: query.service_account_id,
          clientIds: query.client_id,
          state: query.state,
          unusedSince: query.unused_since === undefined ? undefined : new Date(query.unused_since),
        };
        const asked = pageRequestOf('listServiceAccountKeys', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(await views.page(caller, page), asked, serviceAccountKeyToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getServiceAccountKey',
      method: 'get',
      path: ONE,
      tag: TAG,
      summary: 'Read a key of a service account',
      description: 'A revoked key answers its tombstone for 90 days.',
      access: 'service_account_keys.read',
      params: serviceAccountKeyParams,
      status: 200,
      response: serviceAccountKeySchema,
      handle: async ({ caller, params }) => reply(caller, await service.get(caller, params.key_id)),
    }),
    defineEndpoint({
      operationId: 'updateServiceAccountKey',
      method: 'patch',
      path: ONE,
      tag: TAG,
      summary: 'Rename, enable, disable or expire a key earlier',
      access: 'service_account_keys.update',
      params: serviceAccountKeyParams,
      body: updateServiceAccountKeyBody,
      status: 200,
      response: serviceAccountKeySchema,
      conditional: true,
      failures: [
        'key_expired',
        'key_revoked',
        'expiry_not_earlier',
        'role_escalation',
        'lifetime_exceeds_team_limit',
      ],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          caller,
          await service.update(
            caller,
            params.key_id,
            {
              name: body.name,
              enabled: body.enabled,
              expiresAt: body.expires_at,
              rotation: rotationFrom(body.rotation),
            },
            expectedVersion,
          ),
        ),
    }),
    defineEndpoint({
      operationId: 'rotateServiceAccountKey',
      method: 'post',
      path: `${ONE}/rotate`,
      tag: TAG,
      summary: 'Give a key a new secret, and show it once',
      description:
        'The key keeps its ID, client ID, roles and expiry. Within `overlap` both secrets work.',
      access: 'service_account_keys.rotate',
      params: serviceAccountKeyParams,
      body: rotateKeyBody,
      status: 200,
      response: issuedServiceAccountKeySchema,
      idempotent: true,
      failures: [
        'key_expired',
        'key_revoked',
        'rotation_in_progress',
        'public_key_unchanged',
        'secret_delivery_not_allowed',
        'role_escalation',
      ],
      handle: async ({ caller, params, body }) =>
        issuedReply(
          caller,
          await service.rotate(caller, params.key_id, {
            overlap: body.overlap,
            delivery: wantedDelivery(body),
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'revokeServiceAccountKey',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Revoke a key, for good',
      access: 'service_account_keys.revoke',
      params: serviceAccountKeyParams,
      query: revokeKeyQuery,
      status: 204,
      conditional: true,
      handle: ({ caller, params, query, expectedVersion }) =>
        service.revoke(caller, params.key_id, query.reason, expectedVersion),
    }),
  ];
}
