import { ApiProblem } from './api-error';
import type { CallOptions } from './call';
import {
  areFederated,
  basicAuthorization,
  type Credentials,
  type FederatedCredentials,
  PROVIDER_OIDC_SETTINGS,
} from './credentials';
import { explainRefusedToken } from './explain-refused-token';
import type { ReadOidcToken } from './oidc-token';
import type { Transport } from './transport';

export interface AccessTokenRequest {
  /** The credentials may differ from those of the provider. */
  readonly credentials: Credentials;
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** A token, and what it was issued for. */
export interface IssuedToken {
  readonly token: string;
  readonly credentials: Credentials;
  /** Set if the token is for another service. Keyplane itself does not accept that token. */
  readonly audience?: string | undefined;
}

/**
 * OAuth 2.0 by client credentials (RFC 6749, 4.4) or exchange (RFC 8693), and revocation (RFC
 * 7009).
 */
export interface AccessTokenApi {
  issue(request: AccessTokenRequest, options: CallOptions): Promise<AccessToken>;
  /**
   * Revokes a token. A token that Keyplane no longer accepts needs no revocation.
   * @throws ApiError if it may still be accepted somewhere
   */
  revoke(issued: IssuedToken, options: CallOptions): Promise<void>;
}

export function createAccessTokenApi(
  send: Transport['send'],
  readOidcToken: ReadOidcToken,
  settings = PROVIDER_OIDC_SETTINGS,
): AccessTokenApi {
  const post = formPost(send);
  const revokeAs = (authorization: string, token: string, options: CallOptions) =>
    post('/oauth2/revoke', authorization, { token }, options);

  /**
   * A token for Keyplane can authenticate its own revocation. Keyplane refuses it only if it is
   * accepted nowhere.
   */
  async function revokeByItself(token: string, options: CallOptions): Promise<void> {
    try {
      await revokeAs(`Bearer ${token}`, token, options);
    } catch (error) {
      if (!isUnauthenticated(error)) throw error;
    }
  }

  async function exchange(
    credentials: FederatedCredentials,
    wanted: Readonly<Record<string, string | number | undefined>>,
    options: CallOptions,
  ): Promise<unknown> {
    const token = await readOidcToken(credentials, options);
    const form = { ...exchangeOf(credentials, token), ...wanted };
    return post('/oauth2/token', undefined, form, options).catch((error: unknown) => {
      throw explainRefusedToken(error, token, settings);
    });
  }

  return {
    async issue({ credentials, audience, scope, lifetimeSeconds }, options) {
      const wanted = { audience, scope, requested_lifetime_seconds: lifetimeSeconds };
      const answer = areFederated(credentials)
        ? await exchange(credentials, wanted, options)
        : await post(
            '/oauth2/token',
            basicAuthorization(credentials),
            { grant_type: 'client_credentials', ...wanted },
            options,
          );
      const { access_token: token, expires_in: expiresInSeconds } = answer as TokenAnswer;
      return { token, expiresInSeconds };
    },
    async revoke({ token, credentials, audience }, options) {
      // A token from the exchange of an OIDC token is always for Keyplane.
      if (areFederated(credentials)) return revokeByItself(token, options);
      try {
        await revokeAs(basicAuthorization(credentials), token, options);
      } catch (error) {
        // The key or its secret is no longer valid, and neither are its tokens. Another service may
        // not know that yet.
        if (!isUnauthenticated(error) || audience !== undefined) throw error;
      }
    },
  };
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof ApiProblem && error.problem.status === 401;
}

export function formPost(send: Transport['send']) {
  return (
    path: string,
    authorization: string | undefined,
    form: Readonly<Record<string, string | number | undefined>>,
    { signal }: CallOptions,
  ) => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(form)) {
      if (value !== undefined) body.set(name, String(value));
    }
    return send({
      method: 'POST',
      path,
      headers: {
        accept: 'application/json',
        'content-type': 'application/x-www-form-urlencoded',
        ...(authorization !== undefined && { authorization }),
      },
      body: body.toString(),
      signal,
    });
  };
}

interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
}

function exchangeOf({ serviceAccountId }: FederatedCredentials, token: string) {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: serviceAccountId,
    subject_token: token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  };
}
