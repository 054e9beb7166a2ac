import type { Credential } from '../credentials/credential';

/**
 * The headers that tell the service behind a gateway whose key it is. Each of these is in every 2xx
 * answer, empty if it does not apply: a gateway copies them over what its client sent, so a client
 * cannot send its own.
 */
export const IDENTITY_HEADERS = {
  'keyplane-key-id': 'ID of the key.',
  'keyplane-key-name': 'Name of the key, percent-encoded (UTF-8).',
  'keyplane-key-family': '`service_account_key` or `token`.',
  'keyplane-key-expires-at': 'When the key expires (RFC 3339). Empty if it never expires.',
  'keyplane-client-id': 'Client ID of the key.',
  'keyplane-owner-kind':
    'Kind of the owner: `service_account`, `member` (a personal token) or `service_key` (a ' +
    'shared token).',
  'keyplane-owner-id': 'ID of the owner of the key.',
  'keyplane-owner-name': 'Name of the owner of the key, percent-encoded (UTF-8).',
  'keyplane-team-id': 'ID of the team of the key.',
  'keyplane-service-key-id':
    'ID of the service key that a token belongs to. Empty if the key is not a token.',
  'keyplane-billing-policy':
    'How the call is paid for. Empty if the check did not ask about a service. Nothing is ' +
    'reserved.',
} as const;

type IdentityHeader = keyof typeof IDENTITY_HEADERS;

/** Name, value, name, value. Made once for as long as the credential is kept. */
export function identityHeadersOf(
  credential: Credential,
  billingPolicy: string | null,
): readonly string[] {
  const { memory } = credential;
  memory.identityHeaders ??= Object.entries(identityOf(credential, '')).flat();
  return billingPolicy === null
    ? memory.identityHeaders
    : Object.entries(identityOf(credential, billingPolicy)).flat();
}

function identityOf(
  { key, owner }: Credential,
  billingPolicy: string,
): Readonly<Record<IdentityHeader, string>> {
  return {
    'keyplane-key-id': key.id,
    'keyplane-key-name': headerSafe(key.name ?? ''),
    'keyplane-key-family': key.family,
    'keyplane-key-expires-at': key.expiresAt?.toISOString() ?? '',
    'keyplane-client-id': key.clientId,
    'keyplane-owner-kind': owner.kind,
    'keyplane-owner-id': owner.id,
    'keyplane-owner-name': headerSafe(owner.name),
    'keyplane-team-id': key.teamId ?? '',
    'keyplane-service-key-id': key.serviceKeyId ?? '',
    'keyplane-billing-policy': billingPolicy,
  };
}

/** nginx reads the headers of an answer into 4 KiB, and two names can be 200 emoji each. */
const MAX_ENCODED_LENGTH = 600;

/** Percent-encoded as `decodeURIComponent` reads it. A long name is cut between two characters. */
export function headerSafe(name: string): string {
  let encoded = '';
  for (const character of name) {
    const next = encodeURIComponent(/^\p{Surrogate}$/u.test(character) ? '\ufffd' : character);
    if (encoded.length + next.length > MAX_ENCODED_LENGTH) break;
    encoded += next;
  }
  return encoded;
}
