import type { Caller } from '../domain/principal';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import { rotationFrom } from '../keys/declared-rotation';
import type { Key } from '../keys/key';
import type { IssuedKey } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import { rotateKeyBody, secretFile, wantedDelivery } from '../keys/key-wire';
import {
  createTokenBody,
  issuedTokenSchema,
  issuedTokenToWire,
  listTokensQuery,
  revokeTokenQuery,
  tokenPage,
  tokenParams,
  tokenSchema,
  tokenToWire,
  updateTokenBody,
} from './token-schemas';
import type { TokenService } from './token-service';

const TAG = 'Service key tokens';
const COLLECTION = '/v1/service-key-tokens';
const ONE = '/v1/service-key-tokens/{token_id}';
const OWN =
  'Without the permission `service_key_tokens.manage`, callers reach only their own personal tokens.';

export function createTokenEndpoints(dependencies: {
  service: TokenService;
  views: KeyViews;
}): Endpoint[] {
  const { service, views } = dependencies;
  const reply = async (caller: Caller, key: Key) => ({
    body: tokenToWire(await views.one(caller, key)),
    version: key.version,
  });
  const issuedReply = async (caller: Caller, issued: IssuedKey) => ({
    body: issuedTokenToWire(await views.one(caller, issued.key), issued),
    version: issued.key.version,
  });

  return [
    defineEndpoint({
      operationId: 'createServiceKeyToken',
      method: 'post',
      path: COLLECTION,
      tag: TAG,
      summary: 'Make a token of a service key, and show its secret once',
      description:
        'A member who is assigned to the service key makes a personal one; a shared one needs ' +
        '`service_key_tokens.manage`. Who accepts `text/plain` gets the secret as a text file.',
      access: 'service_key_tokens.create',
      body: createTokenBody,
      status: 201,
      response: issuedTokenSchema,
      plainText: secretFile,
      idempotent: true,
      failures: [
        'not_assigned',
        'terms_not_accepted',
        'key_revoked',
        'lifetime_exceeds_team_limit',
        'expiry_required_by_team',
        'secret_delivery_not_allowed',
      ],
      handle: async ({ caller, body }) =>
        issuedReply(
          caller,
          await service.create(caller, {
            serviceKeyId: body.service_key_id,
            kind: body.kind,
            name: body.name,
            expiresAt: body.expires_at,
            expiresIn: body.expires_in,
            enabled: body.enabled,
            rotation: rotationFrom(body.rotation),
            delivery: wantedDelivery(body),
            acceptTerms: body.accept_terms,
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'listServiceKeyTokens',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List tokens, newest first',
      description: OWN,
      access: 'service_key_tokens.read',
      query: listTokensQuery,
      status: 200,
      response: tokenPage,
      handle: async ({ caller, query }) => {
        const filter = {
          serviceKeyId: query.service_key_id,
          kind: query.kind,
          clientIds: query.client_id,
          state: query.state,
          unusedSince: query.unused_since === undefined ? undefined : new Date(query.unused_since),
        };
        const asked = pageRequestOf('listServiceKeyTokens', { caller, query });
        const page = await service.list(caller, filter, asked);
        return { body: pageToWire(await views.page(caller, page), asked, tokenToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getServiceKeyToken',
      method: 'get',
      path: ONE,
      tag: TAG,
      summary: 'Read a token, never its secret',
      description: `A revoked one answers its tombstone for 90 days. ${OWN}`,
      access: 'service_key_tokens.read',
      params: tokenParams,
      status: 200,
      response: tokenSchema,
      handle: async ({ caller, params }) =>
        reply(caller, await service.get(caller, params.token_id)),
    }),
    defineEndpoint({
      operationId: 'updateServiceKeyToken',
      method: 'patch',
      path: ONE,
      tag: TAG,
      summary: 'Rename, enable, disable or expire a token earlier',
      description: OWN,
      access: 'service_key_tokens.update',
      params: tokenParams,
      body: updateTokenBody,
      status: 200,
      response: tokenSchema,
      conditional: true,
      failures: ['key_expired', 'key_revoked', 'expiry_not_earlier', 'lifetime_exceeds_team_limit'],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          caller,
          await service.update(
            caller,
            params.token_id,
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
      operationId: 'rotateServiceKeyToken',
      method: 'post',
      path: `${ONE}/rotate`,
      tag: TAG,
      summary: 'Give a token a new secret',
      description:
        'Within `overlap` both secrets work. Only its member sees the new secret of a personal ' +
        'token: if somebody else rotates it, the secret is kept for the member to claim.',
      access: 'service_key_tokens.rotate',
      params: tokenParams,
      body: rotateKeyBody,
      status: 200,
      response: issuedTokenSchema,
      plainText: secretFile,
      idempotent: true,
      failures: [
        'key_expired',
        'key_revoked',
        'rotation_in_progress',
        'public_key_unchanged',
        'secret_delivery_not_allowed',
      ],
      handle: async ({ caller, params, body }) =>
        issuedReply(
          caller,
          await service.rotate(caller, params.token_id, {
            overlap: body.overlap,
            delivery: wantedDelivery(body),
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'revokeServiceKeyToken',
      method: 'delete',
      path: ONE,
      tag: TAG,
      summary: 'Revoke a token, for good',
      description: OWN,
      access: 'service_key_tokens.revoke',
      params: tokenParams,
      query: revokeTokenQuery,
      status: 204,
      conditional: true,
      handle: ({ caller, params, query, expectedVersion }) =>
        service.revoke(caller, params.token_id, query.reason, expectedVersion),
    }),
  ];
}
