import type { Clock } from '../domain/clock';
import { defineEndpoint, type Endpoint } from '../http/endpoint';
import {
  createOperatorKeySchema,
  issuedOperatorKeySchema,
  operatorKeyListSchema,
  operatorKeyParamsSchema,
  operatorKeySchema,
  operatorKeyToWire,
  revokeOperatorKeyQuerySchema,
} from './operator-key-schemas';
import type { OperatorKeyService } from './operator-key-service';

const tag = 'Operator';

export function createOperatorKeyEndpoints(service: OperatorKeyService, clock: Clock): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listOperatorKeys',
      method: 'get',
      path: '/v1/operator/keys',
      tag,
      summary: 'List the operator keys that are not revoked, oldest first',
      description:
        'The list has no `sort` and no pages, because it is short. The audit trail of the operator ' +
        'has the revoked keys.',
      access: 'operator',
      status: 200,
      response: operatorKeyListSchema,
      async handle({ caller }) {
        const now = clock.now();
        const keys = await service.list(caller);
        return { body: { items: keys.map((key) => operatorKeyToWire(key, caller, now)) } };
      },
    }),
    defineEndpoint({
      operationId: 'getOperatorKey',
      method: 'get',
      path: '/v1/operator/keys/{key_id}',
      tag,
      summary: 'Get an operator key',
      description: 'A revoked key is readable as a tombstone for 90 days.',
      access: 'operator',
      params: operatorKeyParamsSchema,
      status: 200,
      response: operatorKeySchema,
      async handle({ caller, params }) {
        const key = await service.get(caller, params.key_id);
        return { body: operatorKeyToWire(key, caller, clock.now()) };
      },
    }),
    defineEndpoint({
      operationId: 'createOperatorKey',
      method: 'post',
      path: '/v1/operator/keys',
      tag,
      summary: 'Create another operator key, and show its secret once',
      description:
        'The new key may do everything that the operator may do. If the request has no expiry, the ' +
        'key never expires.',
      access: 'operator',
      body: createOperatorKeySchema,
      status: 201,
      response: issuedOperatorKeySchema,
      idempotent: true,
      async handle({ caller, body }) {
        const { key, secret } = await service.create(caller, {
          description: body.description,
          expiresAt: body.expires_at,
          expiresIn: body.expires_in,
        });
        const shown = operatorKeyToWire(key, caller, clock.now());
        return { body: { ...shown, secret: secret?.reveal() ?? null } };
      },
    }),
    defineEndpoint({
      operationId: 'revokeOperatorKey',
      method: 'delete',
      path: '/v1/operator/keys/{key_id}',
      tag,
      summary: 'Revoke an operator key permanently',
      description:
        'It ends the sessions that began with the key. Keys that were created with it remain valid.',
      access: 'operator',
      params: operatorKeyParamsSchema,
      query: revokeOperatorKeyQuerySchema,
      status: 204,
      failures: ['last_operator_key'],
      handle: ({ caller, params, query }) =>
        service.revoke(caller, params.key_id, {
          reason: query.reason,
          allowLast: query.allow_last === 'true',
        }),
    }),
  ];
}
