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
  /** The teams that people of a domain join if they are in no team, each domain once. */
  readonly joins: readonly { readonly domain: string; readonly teamId: string }[];
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
  /**
   * Where the person signs out of the identity provider (OpenID Connect RP-Initiated Logout 1.0). The request
   * names this client instead of an ID token, so no token has to be kept, or is in a URL. The identity provider
   * asks the person.
   * @param backTo the page of this server to which it then leads, which the identity provider must know
   * @returns `undefined` if the identity provider does not offer that
   * @throws if it cannot be reached
   */
  endSessionUrl(backTo: string): Promise<URL | undefined>;
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
        execute: [
          // Otherwise the library trusts every ID token of the token endpoint, also one without a signature.
          openid.enableNonRepudiationChecks,
          // The configuration accepts plain http only on this machine.
          ...(issuer.startsWith('http:') ? [openid.allowInsecureRequests] : []),
        ],
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

    async endSessionUrl(backTo) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      return openid.buildEndSessionUrl(config, {
        client_id: clientId,
        post_logout_redirect_uri: backTo,
      });
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
