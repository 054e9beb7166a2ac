import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { secretFile } from '../keys/key-wire';
import {
  claimedSecretSchema,
  claimedSecretToWire,
  claimParams,
  claimSecretBody,
} from './secret-claim-schemas';
import type { SecretClaimService } from './secret-claim-service';

export function createSecretClaimEndpoints(service: SecretClaimService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'claimSecret',
      method: 'post',
      path: '/v1/keys/{key_id}/claim',
      tag: 'Keys',
      summary: 'Fetch the secret of a key that was delivered by claim',
      description:
        'As often as needed until its window ends; each time is audited. For who created or rotated ' +
        'the key and the claimant that was named, for its member alone where it is a personal one. ' +
        'Needs `application_keys.claim`, `service_account_keys.claim` or `service_key_tokens.claim` ' +
        'by the kind of key, and every permission that the key has. Who accepts `text/plain` gets ' +
        'the secret as a text file.',
      access: 'team',
      narrowed: 'allowed',
      params: claimParams,
      body: claimSecretBody,
      status: 200,
      response: claimedSecretSchema,
      plainText: ({ key_id, secret }) => secretFile({ id: key_id, secret }),
      failures: ['not_found', 'insufficient_permissions', 'role_escalation'],
      handle: async ({ caller, params, body }) => ({
        body: claimedSecretToWire(await service.claim(caller, params.key_id, body.secret_version)),
      }),
    }),
  ];
}
