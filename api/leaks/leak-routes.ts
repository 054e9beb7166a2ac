import { defineEndpoint, type Endpoint } from '../http/endpoint';
import {
  leakResultsSchema,
  leakResultsToWire,
  revokeLeakedBody,
  SECRET_PATTERN_ON_WIRE,
  secretPatternSchema,
} from './leak-schemas';
import type { LeakService } from './leak-service';

const TAG = 'Leaks';

export function createLeakEndpoints(service: LeakService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'revokeLeakedKeys',
      method: 'post',
      path: '/v1/keys/revoke-leaked',
      tag: TAG,
      summary: 'Revoke keys by presenting their secrets',
      description:
        'Anybody who has a valid secret may revoke its key, without any other credentials. ' +
        'If a rotation is replacing the secret, only the secret ends, and the key remains ' +
        'valid. If the secret has ended already, nothing changes. Only unknown secrets are ' +
        'throttled.',
      access: 'public',
      body: revokeLeakedBody,
      status: 200,
      response: leakResultsSchema,
      failures: ['rate_limited'],
      handle: async ({ body: { secrets, cascade }, origin }) => ({
        body: leakResultsToWire(await service.revoke(secrets, { cascade }, origin)),
      }),
    }),
    defineEndpoint({
      operationId: 'getSecretPattern',
      method: 'get',
      path: '/v1/secret-pattern',
      tag: TAG,
      summary: 'Get the pattern that recognizes a secret of Keyplane',
      description:
        'For secret scanners: one regular expression that finds secrets, and a checksum that ' +
        'confirms them.',
      access: 'public',
      status: 200,
      response: secretPatternSchema,
      handle: () => Promise.resolve({ body: SECRET_PATTERN_ON_WIRE }),
    }),
  ];
}
