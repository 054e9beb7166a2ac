import type { ApplicationKey, ServiceAccountKey, ServiceKeyToken } from '../client';
import { bool, number, oneOf, rfc3339, shortInstant, string } from '../terraform-plugin';

/** What Keyplane says about every key, without its secret. */
export const keyAttributes = {
  client_id: string.computed({ description: 'The client ID of the key, which is not secret.' }),
  state: string.computed({
    description: 'The status of the key: `active`, `disabled`, `expired` or `revoked`.',
  }),
  enabled: bool.computed({ description: 'Whether the key is enabled.' }),
  masked_secret: string.computed({
    description:
      'The beginning and the end of the secret, to tell keys apart. Null if the key has a ' +
      'public key.',
    nullable: true,
  }),
  secret_version: number.computed({
    description:
      'The version of the secret or public key: a number that no other secret or public key ' +
      'ever has.',
  }),
  secret_delivery: string.computed({
    description:
      'How the newest secret was delivered: `plain`, `claim`, `encrypted` or `public_key`.',
  }),
  secret_created_at: string.computed({
    description: 'When the newest secret or public key was created, as an RFC 3339 time in UTC.',
  }),
  public_jwk: string.computed({
    description:
      'The public key that the key has instead of a secret, as a JSON Web Key. Null if it has ' +
      'a secret.',
    nullable: true,
  }),
  expires_at: string.computed({
    description: 'When the key expires, as an RFC 3339 time in UTC, or `never`.',
  }),
  created_at: string.computed({
    description: 'When the key was created, as an RFC 3339 time in UTC.',
  }),
  created_by: string.computed({
    description: 'The ID of the member or service account that created the key.',
  }),
  last_used_at: string.computed({
    description:
      'When the key was last used, as an RFC 3339 time in UTC, at most one minute late. Null ' +
      'if it was never used.',
    nullable: true,
  }),
};

export const keyFilters = {
  state: string.optional({
    description:
      'Returns only keys with this status. Revoked keys are returned only if you ask for ' +
      '`revoked`.',
    validators: [oneOf('active', 'disabled', 'expired', 'revoked')],
  }),
  unused_since: string.optional({
    description:
      'Returns only keys that were never used, or were not used since this RFC 3339 time.',
    validators: [rfc3339()],
  }),
};

export function keyFilter(config: {
  readonly state: string | null;
  readonly unused_since: string | null;
}) {
  return {
    ...(isKeyState(config.state) ? { state: config.state } : {}),
    ...(config.unused_since === null ? {} : { unused_since: config.unused_since }),
  };
}

export function keyFacts(key: ApplicationKey | ServiceAccountKey | ServiceKeyToken) {
  const { id, client_id, state, enabled, masked_secret, secret_version } = key;
  const { secret_delivery, secret_created_at, public_jwk } = key;
  const { expires_at, created_at, created_by, last_used_at } = key;
  return {
    id,
    client_id,
    state,
    enabled,
    masked_secret,
    secret_version,
    secret_delivery,
    secret_created_at,
    public_jwk: public_jwk === null ? null : JSON.stringify(public_jwk),
    expires_at: shortInstant(expires_at),
    created_at,
    created_by,
    last_used_at,
  };
}

function isKeyState(text: string | null): text is ApplicationKey['state'] {
  return text !== null && ['active', 'disabled', 'expired', 'revoked'].includes(text);
}
