import type { CallOptions } from './call';
import type { Transport } from './transport';

/** A credential by which a token is asked for; it may be another than the provider's. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface AccessTokenRequest {
  readonly credentials: ClientCredentials;
  readonly audience?: string | undefined;
  readonly scope?: string | undefined;
  readonly lifetimeSeconds?: number | undefined;
}

export interface AccessToken {
  readonly token: string;
  readonly expiresInSeconds: number;
}

/** OAuth 2.0 by client credentials (RFC 6749, 4.4) and revocation (RFC 7009). */
export interface AccessTokenApi {
  issue(request: AccessTokenRequest, options: CallOptions): Promise<AccessToken>;
  revoke(token: string, credentials: ClientCredentials, options: CallOptions): Promise<void>;
}

export function createAccessTokenApi(endpoint: string, fetch: Transport['fetch']): AccessTokenApi {
  const post = (
    path: string,
    credentials: ClientCredentials,
    form: Readonly<Record<string, string | number | undefined>>,
    { signal }: CallOptions,
  ) => {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(form)) {
      if (value !== undefined) body.set(name, String(value));
    }
    const headers = { authorization: basicAuthorization(credentials), accept: 'application/json' };
    return fetch(new Request(endpoint + path, { method: 'POST', headers, body, signal }));
  };

  return {
    async issue({ credentials, audience, scope, lifetimeSeconds }, options) {
      const form = {
        grant_type: 'client_credentials',
        audience,
        scope,
        requested_lifetime_seconds: lifetimeSeconds,
      };
      const response = await post('/oauth2/token', credentials, form, options);
      const answer = (await response.json()) as { access_token: string; expires_in: number };
      return { token: answer.access_token, expiresInSeconds: answer.expires_in };
    },
    async revoke(token, credentials, options) {
      await post('/oauth2/revoke', credentials, { token }, options);
    },
  };
}

/** Both parts are plain ASCII without colon, so that RFC 6749's form-encoding changes nothing. */
export function basicAuthorization({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
