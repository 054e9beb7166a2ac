import { createHash } from 'node:crypto';
import { decodeJwt, errors, importJWK, jwtVerify, type JWK } from 'jose';
import type { Clock } from '../domain/clock';
import { isClientId } from '../keys/client-id';
import type { Credential, CredentialLookup } from '../keys/credential';
import type { SpentTokenStore } from './spent-token-store';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Every algorithm that some kind of client key may sign with. */
export const ASSERTION_ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519', 'PS256', 'RS256'];

const MAX_LENGTH = 8192;
const MAX_JTI_LENGTH = 255;
const MAX_LIFETIME_SECONDS = 300;
const CLOCK_TOLERANCE_SECONDS = 30;

export interface ClientAssertions {
  /**
   * RFC 7523 §3, with `aud` the issuer alone, at most five minutes to live, and a `jti` that works
   * once. `undefined`: not good, whatever the reason.
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

  return {
    async verify(assertion) {
      const clientId = clientIdOf(assertion);
      const credential =
        clientId === undefined ? undefined : await credentials.byClientId(clientId);
      const publicJwk = credential?.key.publicJwk ?? null;
      if (credential === undefined || publicJwk === null) return undefined;

      const use = await verifiedUse(assertion, publicJwk, {
        issuer,
        clientId: credential.key.clientId,
        now: clock.now(),
      });
      if (use === undefined) return undefined;
      return (await spent.useAssertion(use.hash, use.until)) ? credential : undefined;
    },
  };
}

/** Which client it claims to be: said by nobody in particular until the signature is verified. */
function clientIdOf(assertion: string): string | undefined {
  if (assertion.length > MAX_LENGTH) return undefined;
  try {
    const { sub } = decodeJwt(assertion);
    return isClientId(sub) ? sub : undefined;
  } catch {
    return undefined;
  }
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
