import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, compactVerify, errors, importJWK, type JWK } from 'jose';
import type { Clock } from '../domain/clock';
import type { Credential, CredentialLookup } from '../credentials/credential';
import type { SecretFacts } from '../keys/key';
import { atMost } from '../lib/at-most';
import { CLOCK_TOLERANCE_SECONDS, readAssertion, type SoundAssertion } from './assertion-rules';
import type { SpentTokenStore } from './spent-token-store';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * At most two are valid. One more is kept, so that the owner of the key that ended last is told
 * that it ended.
 */
const MAX_KEYS_TRIED = 3;

/** One sentence for an unknown client, a client with a secret, and a wrong signature. */
const UNVERIFIED =
  'No public key verifies the signature of this client_assertion. Check that sub is the client ID of ' +
  'a key that was created with public_jwk, and that its private key signs with the alg of that JWK.';
const USED = 'This client_assertion was used before. Sign another one with a new jti.';

export type AssertionVerdict =
  | { readonly credential: Credential }
  /** The reason, in words for its sender. */
  | { readonly credential: null; readonly refusal: string };

export interface ClientAssertions {
  /**
   * RFC 7523 §3, with `aud` the issuer alone, at most five minutes to live, and a `jti` that works
   * once. The secret of the credential is the public key that verified the assertion, whether or
   * not that key is valid now: `judge` decides that.
   */
  verify(assertion: string): Promise<AssertionVerdict>;
}

export function createClientAssertions(dependencies: {
  issuer: string;
  credentials: CredentialLookup;
  spent: SpentTokenStore;
  clock: Clock;
}): ClientAssertions {
  const { issuer, credentials, spent, clock } = dependencies;
  // Anybody may name a client ID. However many do, looking them up takes two connections.
  const twoAtATime = atMost(2);

  return {
    async verify(assertion) {
      const read = readAssertion(assertion, { issuer, now: clock.now() });
      if ('broken' in read) return { credential: null, refusal: read.broken };
      const { clientId, kid } = read.sound;
      const credential = await twoAtATime(async () => credentials.byClientId(clientId));
      if (credential === undefined) return { credential: null, refusal: UNVERIFIED };

      for (const { secret, publicJwk } of await publicKeysOf(credential, kid)) {
        if (!(await isSignedBy(publicJwk, assertion))) continue;
        const { hash, until } = useOf(read.sound);
        const isFirst = await spent.useAssertion(hash, until);
        return isFirst
          ? { credential: { ...credential, secret } }
          : { credential: null, refusal: USED };
      }
      return { credential: null, refusal: UNVERIFIED };
    },
  };
}

interface PublicKey {
  readonly secret: SecretFacts;
  readonly publicJwk: JWK;
}

/**
 * Newest first. A `kid` selects the key with that ID or thumbprint. If there is none, the keys
 * without an ID are tried.
 */
async function publicKeysOf(
  { secrets }: Credential,
  kid: string | undefined,
): Promise<readonly PublicKey[]> {
  const all = secrets
    .flatMap((secret) => (secret.publicJwk === null ? [] : { secret, publicJwk: secret.publicJwk }))
    .slice(0, MAX_KEYS_TRIED);
  if (kid === undefined) return all;
  const named: PublicKey[] = [];
  for (const one of all) {
    const ids = [one.publicJwk.kid, await calculateJwkThumbprint(one.publicJwk)];
    if (ids.includes(kid)) named.push(one);
  }
  return named.length > 0 ? named : all.filter(({ publicJwk }) => publicJwk.kid === undefined);
}

async function isSignedBy(publicJwk: JWK, assertion: string): Promise<boolean> {
  const algorithms = [...algorithmsOf(publicJwk)];
  try {
    // The header must name one of the key's own algorithms. No other is ever tried.
    await compactVerify(assertion, async ({ alg }) => importJWK(publicJwk, alg), { algorithms });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

function useOf({ clientId, jti, exp }: SoundAssertion): { hash: string; until: Date } {
  return {
    hash: createHash('sha256').update(`${clientId}\n${jti}`).digest('hex'),
    until: new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000),
  };
}

/** Decided by the registered key alone, so that an attacker cannot choose: no HMAC, no `none`. */
function algorithmsOf(jwk: JWK): readonly string[] {
  switch (jwk.kty === 'RSA' ? 'RSA' : jwk.crv) {
    case 'P-256':
      return ['ES256'];
    case 'P-384':
      return ['ES384'];
    case 'Ed25519':
      return ['EdDSA', 'Ed25519'];
    case 'RSA':
      return ['PS256', 'RS256'];
    default:
      return [];
  }
}
