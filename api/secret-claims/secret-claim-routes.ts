import { KEY_FAMILIES, permissionTo } from '../domain/kinds';
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
        'You can fetch the secret repeatedly until its window ends. Every fetch is audited. ' +
        'Only the caller who created or rotated the key and the named claimant can fetch it. ' +
        'Only the member who owns a personal token can fetch its secret. Needs ' +
        '`application_keys.claim`, `service_account_keys.claim` or ' +
        '`service_key_tokens.claim`, depending on the kind of key, and every permission ' +
        'that the key has. If you accept `text/plain`, you get the secret as a text file.',
      access: 'team',
      judges: KEY_FAMILIES.map((family) => permissionTo('claim', family)),
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
