import type { ApplicationKey, ServiceAccountKey, ServiceKeyToken } from '../client';
import { bool, number, oneOf, rfc3339, shortInstant, string } from '../terraform-plugin';

/** What Keyplane tells about every key; never its secret. */
export const keyAttributes = {
  client_id: string.computed({ description: 'The client ID, which is not secret.' }),
  state: string.computed({ description: '`active`, `disabled`, `expired` or `revoked`.' }),
  enabled: bool.computed({ description: 'Whether the key is enabled.' }),
  masked_secret: string.computed({
    description: 'The beginning and the end of the secret. Null on a public key.',
    nullable: true,
  }),
  secret_version: number.computed({
    description: 'A number that no other secret or public key ever has.',
  }),
  secret_delivery: string.computed({
    description:
      'How the newest secret was delivered: `plain`, `claim`, `encrypted` or `public_key`.',
  }),
  secret_created_at: string.computed({
    description: 'When the newest secret, or the public key, was made; RFC 3339 in UTC.',
  }),
  public_jwk: string.computed({
    description: 'The public key in place of a secret, as a JSON Web Key. Null if there is none.',
    nullable: true,
  }),
  expires_at: string.computed({ description: 'When it expires, RFC 3339 in UTC, or `never`.' }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
  last_used_at: string.computed({
    description: 'When it was last used, at most a minute late. Null if it never was.',
    nullable: true,
  }),
};

export const keyFilters = {
  state: string.optional({
    description: 'Only keys in this state. Revoked keys are listed only where this asks for them.',
    validators: [oneOf('active', 'disabled', 'expired', 'revoked')],
  }),
  unused_since: string.optional({
    description: 'Only keys that were never used, or not since this RFC 3339 time.',
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
