import type { Clock } from '../domain/clock';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import type { Key } from '../keys/key';
import { rotateKeyBody } from '../keys/key-wire';
import {
  createTokenBody,
  issuedTokenSchema,
  issuedTokenToWire,
  listTokensQuery,
  revokeTokenQuery,
  secretFile,
  tokenPage,
  tokenParams,
  tokenSchema,
  tokenToWire,
  updateTokenBody,
} from './token-schemas';
import type { ShownToken, TokenService } from './token-service';

const TAG = 'Service key tokens';
const COLLECTION = '/v1/service-key-tokens';
const ONE = '/v1/service-key-tokens/{token_id}';
const OWN = 'Members who manage no tokens reach their own personal ones.';

export function createTokenEndpoints(dependencies: {
  service: TokenService;
  clock: Clock;
}): Endpoint[] {
  const { service, clock } = dependencies;
  const reply = (key: Key) => ({ body: tokenToWire(key, clock.now()), version: key.version });
  const shownReply = (shown: ShownToken) => ({
    body: issuedTokenToWire(shown, clock.now()),
    version: shown.key.version,
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
        'not_found',
        'not_assigned',
        'terms_not_accepted',
        'key_revoked',
        'lifetime_exceeds_team_limit',
        'duplicate_in_run',
      ],
      handle: async ({ caller, body }) =>
        shownReply(
          await service.create(caller, {
            serviceKeyId: body.service_key_id,
            kind: body.kind,
            name: body.name,
            expiresAt: body.expires_at,
            expiresIn: body.expires_in,
            enabled: body.enabled,
            acceptTerms: body.accept_terms,
          }),
        ),
    }),
    defineEndpoint({
      operationId: 'listServiceKeyTokens',
      method: 'get',
      path: COLLECTION,
      tag: TAG,
      summary: 'List tokens, oldest first',
      description: OWN,
      access: 'service_key_tokens.read',
      query: listTokensQuery,
      status: 200,
      response: tokenPage,
      handle: async ({ caller, query }) => {
        const filter = {
          serviceKeyId: query.service_key_id,
          kind: query.kind,
          state: query.state,
          unusedSince: query.unused_since === undefined ? undefined : new Date(query.unused_since),
        };
        const page = await service.list(caller, filter, pageRequestOf(query));
        const now = clock.now();
        return { body: pageToWire(page, (key) => tokenToWire(key, now)) };
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
      handle: async ({ caller, params }) => reply(await service.get(caller, params.token_id)),
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
      failures: ['key_expired', 'key_revoked', 'expiry_not_earlier'],
      handle: async ({ caller, params, body, expectedVersion }) =>
        reply(
          await service.update(
            caller,
            params.token_id,
            { name: body.name, enabled: body.enabled, expiresAt: body.expires_at },
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
        'token: where somebody else rotates it, it waits 24 hours to be claimed.',
      access: 'service_key_tokens.rotate',
      params: tokenParams,
      body: rotateKeyBody,
      status: 200,
      response: issuedTokenSchema,
      plainText: secretFile,
      idempotent: true,
      failures: ['key_expired', 'key_revoked', 'rotation_in_progress'],
      handle: async ({ caller, params, body }) =>
        shownReply(await service.rotate(caller, params.token_id, body.overlap)),
    }),
    defineEndpoint({
      operationId: 'claimServiceKeyTokenSecret',
      method: 'post',
      path: `${ONE}/claim`,
      tag: TAG,
      summary: 'Fetch the new secret of an own token that somebody else rotated, once',
      access: 'service_key_tokens.rotate',
      params: tokenParams,
      status: 200,
      response: issuedTokenSchema,
      plainText: secretFile,
      idempotent: true,
      handle: async ({ caller, params }) =>
        shownReply(await service.claim(caller, params.token_id)),
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
