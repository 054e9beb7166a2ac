import type { CallOptions } from './call';
import {
  areFederated,
  basicAuthorization,
  type Credentials,
  type FederatedCredentials,
  readOidcToken,
} from './credentials';
import type { Transport } from './transport';

export interface AccessTokenRequest {
  /** May be others than the provider's. */
  readonly credentials: Credentials;
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** OAuth 2.0 by client credentials (RFC 6749, 4.4) or exchange (RFC 8693), and revocation (RFC 7009). */
export interface AccessTokenApi {
  issue(request: AccessTokenRequest, options: CallOptions): Promise<AccessToken>;
  revoke(token: string, credentials: Credentials, options: CallOptions): Promise<void>;
}

export function createAccessTokenApi(send: Transport['send']): AccessTokenApi {
  const post = (
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

  return {
    async issue({ credentials, audience, scope, lifetimeSeconds }, options) {
      const wanted = { audience, scope, requested_lifetime_seconds: lifetimeSeconds };
      const answer = areFederated(credentials)
        ? await post(
            '/oauth2/token',
            undefined,
            { ...(await exchangeOf(credentials)), ...wanted },
            options,
          )
        : await post(
            '/oauth2/token',
            basicAuthorization(credentials),
            { grant_type: 'client_credentials', ...wanted },
            options,
          );
      const { access_token: token, expires_in: expiresInSeconds } = answer as TokenAnswer;
      return { token, expiresInSeconds };
    },
    async revoke(token, credentials, options) {
      // Without a key, the token speaks for itself.
      const by = areFederated(credentials) ? `Bearer ${token}` : basicAuthorization(credentials);
      await post('/oauth2/revoke', by, { token }, options);
    },
  };
}

interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
}

async function exchangeOf(credentials: FederatedCredentials) {
  return {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    client_id: credentials.serviceAccountId,
    subject_token: await readOidcToken(credentials),
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
  };
}
