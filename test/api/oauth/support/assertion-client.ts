import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JWK } from 'jose';
import type { OAuthApi } from './oauth-api';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export interface AssertionSigner {
  readonly publicJwk: JWK;
  readonly thumbprint: string;
  /** An assertion of the client at the API's own time, each with another `jti`. */
  sign(clientId: string, header?: { kid?: string }): Promise<string>;
}

/** A key pair whose public half is all that the API knows. */
export async function createAssertionSigner(
  api: OAuthApi,
  options: { alg?: 'ES256' | 'PS256'; kid?: string } = {},
): Promise<AssertionSigner> {
  const { alg = 'ES256', kid } = options;
  const pair = await generateKeyPair(alg, { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  return {
    publicJwk: kid === undefined ? jwk : { ...jwk, kid },
    thumbprint: await calculateJwkThumbprint(jwk),
    sign(clientId, header = {}) {
      const now = Math.floor(api.clock.now().getTime() / 1000);
      return new SignJWT({ jti: crypto.randomUUID() })
        .setProtectedHeader({ alg, ...header })
        .setIssuer(clientId)
        .setSubject(clientId)
        .setAudience(api.issuer)
        .setIssuedAt(now)
        .setExpirationTime(now + 60)
        .sign(pair.privateKey);
    },
  };
}

export function presentAssertion(
  api: OAuthApi,
  assertion: string,
  form: Record<string, string> = {},
) {
  return api.post('/oauth2/token', {
    grant_type: 'client_credentials',
    client_assertion_type: ASSERTION_TYPE,
    client_assertion: assertion,
    ...form,
  });
}
