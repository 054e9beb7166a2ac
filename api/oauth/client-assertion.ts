import { createHash } from 'node:crypto';
import {
  calculateJwkThumbprint,
  decodeJwt,
  decodeProtectedHeader,
  errors,
  importJWK,
  jwtVerify,
  type JWK,
} from 'jose';
import type { Clock } from '../domain/clock';
import { isClientId } from '../keys/client-id';
import type { Credential, CredentialLookup } from '../keys/credential';
import type { SecretFacts } from '../keys/key';
import { atMost } from '../operations/at-most';
import type { SpentTokenStore } from './spent-token-store';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Every algorithm that some kind of client key may sign with. */
export const ASSERTION_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];

const MAX_LENGTH = 8192;
const MAX_JTI_LENGTH = 255;
const MAX_LIFETIME_SECONDS = 300;
const CLOCK_TOLERANCE_SECONDS = 30;

/** Two at most are live; one more, so that the owner of the last that ended is told that it did. */
const MAX_KEYS_TRIED = 3;

export interface ClientAssertions {
  /**
   * RFC 7523 §3, with `aud` the issuer alone, at most five minutes to live, and a `jti` that works
   * once. The credential's secret is the public key by which it is good, be that live or not: `judge`
   * decides. `undefined`: not good, whatever the reason.
   */
  verify(assertion: string): Promise<Credential | undefined>;
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
      const claimed = claimedBy(assertion);
      if (claimed === undefined) return undefined;
      const { clientId, kid } = claimed;
      const credential = await twoAtATime(async () => credentials.byClientId(clientId));
      if (credential === undefined) return undefined;

      const expected = { issuer, clientId, now: clock.now() };
      for (const { secret, publicJwk } of await publicKeysOf(credential, kid)) {
        const use = await verifiedUse(assertion, publicJwk, expected);
        if (use === undefined) continue;
        const isFirst = await spent.useAssertion(use.hash, use.until);
        return isFirst ? { ...credential, secret } : undefined;
      }
      return undefined;
    },
  };
}

interface Claimed {
  readonly clientId: string;
  readonly kid: string | undefined;
}

/** Which client and key it claims to be of: said by nobody until the signature is verified. */
function claimedBy(assertion: string): Claimed | undefined {
  if (assertion.length > MAX_LENGTH) return undefined;
  try {
    const { sub } = decodeJwt(assertion);
    const { kid } = decodeProtectedHeader(assertion) as { kid?: unknown };
    if (kid !== undefined && typeof kid !== 'string') return undefined;
    return isClientId(sub) ? { clientId: sub, kid } : undefined;
  } catch {
    return undefined;
  }
}

interface PublicKey {
  readonly secret: SecretFacts;
  readonly publicJwk: JWK;
}

/** Newest first. A `kid` picks by the key's own ID or thumbprint, else among those without an ID. */
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

async function verifiedUse(
  assertion: string,
  publicJwk: JWK,
  expected: { issuer: string; clientId: string; now: Date },
): Promise<{ hash: string; until: Date } | undefined> {
  const { issuer, clientId, now } = expected;
  const algorithms = algorithmsOf(publicJwk);
  try {
    const { payload } = await jwtVerify(
      assertion,
      // The header names one of the key's own algorithms, and no other is ever tried.
      async ({ alg }) => importJWK(publicJwk, alg),
      {
        algorithms: [...algorithms],
        issuer: clientId,
        subject: clientId,
        audience: issuer,
        requiredClaims: ['exp', 'jti'],
        currentDate: now,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      },
    );
    const { jti = '', exp = 0, iat = 0, aud } = payload;
    const nowSeconds = now.getTime() / 1000;
    const acceptable =
      (typeof aud === 'string' || aud?.length === 1) &&
      typeof jti === 'string' &&
      jti !== '' &&
      jti.length <= MAX_JTI_LENGTH &&
      iat <= nowSeconds + CLOCK_TOLERANCE_SECONDS &&
      exp <= nowSeconds + MAX_LIFETIME_SECONDS + CLOCK_TOLERANCE_SECONDS;
    if (!acceptable) return undefined;
    return {
      hash: createHash('sha256').update(`${clientId}\n${jti}`).digest('hex'),
      until: new Date((exp + CLOCK_TOLERANCE_SECONDS) * 1000),
    };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
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
