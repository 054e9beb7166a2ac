import type { Caller } from '../domain/principal';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import { rotateOwnKeyBody, wantedDelivery } from '../keys/key-wire';
import { rotationFrom } from '../keys/declared-rotation';
import type { Key } from '../keys/key';
import type { IssuedKey } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import {
  createApplicationKeyBody,
  issuedApplicationKeySchema,
  issuedApplicationKeyToWire,
  listApplicationKeysQuery,
  revokeApplicationKeyQuery,
  applicationKeyPage,
  applicationKeyParams,
  applicationKeySchema,
  applicationKeyToWire,
  updateApplicationKeyBody,
} from './application-key-schemas';
import type { ApplicationKeyService } from './application-key-service';

const TAG = 'Application keys';
const COLLECTION = '/v1/application-keys';
const ONE = '/v1/application-keys/{key_id}';

export function createApplicationKeyEndpoints(dependencies: {
  service: ApplicationKeyService;
  views: KeyViews;
}): Endpoint[] {
  const { service, views } = dependencies;
  const reply = async (caller: Caller, key: Key) => ({
    body: applicationKeyToWire(await views.one(caller, key)),
    version: key.version,
  });
  const issuedReply = async (caller: Caller, issued: IssuedKey) => ({
    body: issuedApplicationKeyToWire(await views.one(caller, issued.key), issued),
    version: issued.key.version,
  });

  return [
    defineEndpoint({
      operationId: 'createApplicationKey',
      method: 'post',
      path: COLLECTION,
      tag: TAG,
      summary: 'Create an application key, and show its secret once',
      access: 'application_keys.create',
      body: createApplicationKeyBody,
      status: 201,
      response: issuedApplicationKeySchema,
      idempotent: true,
      failures: [
        'role_escalation',
        'lifetime_exceeds_team_limit',
        'expiry_required_by_team',
        'secret_delivery_not_allowed',
      ],
      handle: async ({ caller, body }) =>
        issuedReply(
          caller,
          await service.create(caller, {
            description: body.description,
            expiresAt: body.expires_at,
            expiresIn: body.expires_in,
            enabled: body.enabled,
            rotation: rotationFrom(body.rotation),
            delivery: wantedDelivery(body),
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'listApplicationKeys',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List your application keys, newest first',
      access: 'application_keys.read',
      query: listApplicationKeysQuery,
      status: 200,
      response: applicationKeyPage,
      handle: async ({ caller, query }) => {
        const filter = {
          clientIds: query.client_id,
          state: query.state,
          unusedSince: query.unused_since === undefined ? undefined : new Date(query.unused_since),
        };
        const asked = pageRequestOf('listApplicationKeys', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(await views.page(caller, page), asked, applicationKeyToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getApplicationKey',
      method: 'get',
      path: ONE,
      tag: TAG,
      summary: 'Read an application key',
      description: 'A revoked key answers its tombstone for 90 days.',
      access: 'application_keys.read',
      params: applicationKeyParams,
      status: 200,
      response: applicationKeySchema,
      handle: async ({ caller, params }) => reply(caller, await service.get(caller, params.key_id)),
    }),
    defineEndpoint({
      operationId: 'updateApplicationKey',
      method: 'patch',
      path: ONE,
      tag: TAG,
      summary: 'Describe, enable, disable or expire a key earlier',
      access: 'application_keys.update',
      params: applicationKeyParams,
      body: updateApplicationKeyBody,
      status: 200,
      response: applicationKeySchema,
      conditional: true,
      failures: [
        'role_escalation',
        'key_expired',
        'key_revoked',
        'expiry_not_earlier',
        'lifetime_exceeds_team_limit',
      ],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          caller,
          await service.update(
            caller,
            params.key_id,
            {
              description: body.description,
              enabled: body.enabled,
              expiresAt: body.expires_at,
              rotation: rotationFrom(body.rotation),
            },
            expectedVersion,
          ),
        ),
    }),
    defineEndpoint({
      operationId: 'rotateApplicationKey',
      method: 'post',
      path: `${ONE}/rotate`,
      tag: TAG,
      summary: 'Give a key a new secret, and show it once',
      description:
        'The key keeps its ID, client ID and expiry. Within `overlap` both secrets work.',
      access: 'application_keys.rotate',
      params: applicationKeyParams,
      body: rotateOwnKeyBody,
      status: 200,
      response: issuedApplicationKeySchema,
      idempotent: true,
      failures: [
        'role_escalation',
        'key_expired',
        'key_revoked',
        'rotation_in_progress',
        'public_key_unchanged',
        'secret_delivery_not_allowed',
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
      operationId: 'revokeApplicationKey',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Revoke a key, for good',
      description:
        'Before you revoke the last key of yours that works, create another: without one you can do ' +
        'nothing in Keyplane, and only an owner can let you in again (POST ' +
        '/v1/members/{member_id}/invitation). If you are the only owner, only the operator can ' +
        '(`keyplane recover`).',
      access: 'application_keys.revoke',
      params: applicationKeyParams,
      query: revokeApplicationKeyQuery,
      status: 204,
      conditional: true,
      handle: ({ caller, params, query, expectedVersion }) =>
        service.revoke(caller, params.key_id, query.reason, expectedVersion),
    }),
  ];
}
