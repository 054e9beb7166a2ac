import * as openid from 'openid-client';
import type { Concealed } from '../lib/concealed';

/** The identity provider at which people sign in. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Concealed;
  /** What the button on the sign-in page says. */
  readonly name: string;
  /** Only addresses in one of these domains sign in. If empty, every domain. */
  readonly emailDomains: readonly string[];
}

/** What the browser remembers between leaving for the identity provider and coming back. */
export interface OidcAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

export interface OidcIdentity {
  readonly email: string | undefined;
  readonly emailVerified: boolean;
}

/** The authorization code flow with PKCE. */
export interface OidcClient {
  drawAttempt(): OidcAttempt;
  /** Where the browser signs in. @throws if the identity provider cannot be reached */
  authorizationUrl(attempt: OidcAttempt): Promise<URL>;
  /**
   * Exchanges the code of the callback and checks the ID token.
   * @throws if the attempt does not fit, or the identity provider refuses the code
   */
  identityOf(callback: URL, attempt: OidcAttempt): Promise<OidcIdentity>;
}

const TIMEOUT_SECONDS = 10;
const SCOPE = 'openid email';

/**
 * @param redirectUri the callback, which the identity provider must know
 * @param fetch sends the requests
 */
export function createOpenIdClient(
  settings: OidcSettings,
  redirectUri: string,
  fetch: openid.CustomFetch,
): OidcClient {
  const { issuer, clientId, clientSecret } = settings;
  let discovered: Promise<openid.Configuration> | undefined;

  /** A failed discovery is tried again with the next sign-in. */
  function configuration(): Promise<openid.Configuration> {
    discovered ??= openid
      .discovery(new URL(issuer), clientId, clientSecret.reveal(), undefined, {
        timeout: TIMEOUT_SECONDS,
        [openid.customFetch]: fetch,
        // The configuration accepts plain http only on this machine.
        execute: issuer.startsWith('http:') ? [openid.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  }

  return {
    drawAttempt: () => ({
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      codeVerifier: openid.randomPKCECodeVerifier(),
    }),

    async authorizationUrl({ state, nonce, codeVerifier }) {
      return openid.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: SCOPE,
        state,
        nonce,
        code_challenge: await openid.calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
    },

    async identityOf(callback, { state, nonce, codeVerifier }) {
      const config = await configuration();
      const tokens = await openid.authorizationCodeGrant(config, callback, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (claims === undefined) throw new Error('The identity provider sent no ID token.');
      if (typeof claims['email'] === 'string') return identityIn(claims);
      // Some providers show the address only here.
      return identityIn(await openid.fetchUserInfo(config, tokens.access_token, claims.sub));
    },
  };
}

function identityIn(claims: Readonly<Record<string, unknown>>): OidcIdentity {
  const { email, email_verified: verified } = claims;
  return { email: typeof email === 'string' ? email : undefined, emailVerified: verified === true };
}

/** The person refused, or the identity provider refused the person. */
export function isAccessDenied(error: unknown): boolean {
  return error instanceof openid.AuthorizationResponseError && error.error === 'access_denied';
}
