import type { JWK } from 'jose';

export const SIGNING_ALGORITHM = 'ES256';

/** The maximum lifetime of an access token, which never outlives its key. */
export const MAX_TOKEN_SECONDS = 600;

const ROTATION_MILLIS = 30 * 86_400_000;
/** How long a key is published before it signs. By then every cached JWKS has been fetched again. */
const PUBLISHED_AHEAD_MILLIS = 3_600_000;
/** How far the clocks of replicas and services may be apart. */
const CLOCK_TOLERANCE_MILLIS = 60_000;

/** One of the keys that sign access tokens. Everything about its life follows from these rows. */
export interface SigningKey {
  /** The `kid`: the public key's RFC 7638 thumbprint. */
  readonly id: string;
  /** Counts up; unique in the database, so that one replica makes each. */
  readonly generation: number;
  readonly publicJwk: JWK;
  readonly sealedPrivateJwk: string;
  readonly createdAt: Date;
}

/** The generation to create now, if one is due. `keys` are ordered by generation. */
export function dueGeneration(keys: readonly SigningKey[], now: Date): number | undefined {
  const newest = keys.at(-1);
  if (newest === undefined) return 1;
  const dueAt = newest.createdAt.getTime() + ROTATION_MILLIS - PUBLISHED_AHEAD_MILLIS;
  return now.getTime() >= dueAt ? newest.generation + 1 : undefined;
}

/** The newest key that has been published for long enough, or the oldest if there is none. */
export function signingKeyAt(keys: readonly SigningKey[], now: Date): SigningKey | undefined {
  return keys.findLast((key) => now >= signsFrom(key)) ?? keys[0];
}

/** No longer needed: its successor signs, and the last token that it signed has ended. */
export function endedKeys(keys: readonly SigningKey[], now: Date): readonly SigningKey[] {
  return keys.filter((_, index) => {
    const successor = keys[index + 1];
    if (successor === undefined) return false;
    const lastTokenEnds = signsFrom(successor).getTime() + MAX_TOKEN_SECONDS * 1000;
    return now.getTime() > lastTokenEnds + CLOCK_TOLERANCE_MILLIS;
  });
}

function signsFrom(key: SigningKey): Date {
  return new Date(key.createdAt.getTime() + PUBLISHED_AHEAD_MILLIS);
}

/** The place to which a sealed private key is bound. It cannot be opened in another row. */
export function signingKeyPlace(id: string): string {
  return `signing_keys/${id}`;
}
