/** Client ID and secret of a key. */
export interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The token that an external issuer signed, and the service account to act for. There is no key. */
export interface FederatedCredentials {
  readonly serviceAccountId: string;
  readonly oidcToken: OidcTokenSource;
}

/** Another program renews a file. A CI system issues a new token for each request. */
export type OidcTokenSource =
  { readonly value: string } | { readonly file: string } | { readonly request: OidcTokenRequest };

export interface OidcTokenRequest {
  readonly url: string;
  /** Authorizes the request for as long as the CI job runs. */
  readonly token: string;
  /** Undefined: Keyplane's endpoint. */
  readonly audience?: string | undefined;
}

/** What messages call the settings of a token, because each program has its own. */
export interface OidcSettingNames {
  readonly requestUrl: string;
  readonly audience: string;
  /** The settings whose tokens are renewed. */
  readonly renewed: string;
}

export const PROVIDER_OIDC_SETTINGS: OidcSettingNames = {
  requestUrl: '`oidc_request_url`, or ACTIONS_ID_TOKEN_REQUEST_URL in the environment',
  audience: '`oidc_audience`',
  renewed: '`oidc_token_file`, or `oidc_request_url`, which GitHub sets in the environment',
};

export type Credentials = ClientCredentials | FederatedCredentials;

export function areFederated(credentials: Credentials): credentials is FederatedCredentials {
  return 'serviceAccountId' in credentials;
}

/**
 * What is wrong with a credential, without showing it. Spaces and line breaks around it have been
 * removed already, because files and copied texts end in them.
 */
export function credentialFault(text: string): string | undefined {
  if (/^[\x21-\x7e]+$/.test(text)) return undefined;
  const what = /[\r\n\u2028\u2029]/.test(text)
    ? 'a line break'
    : /\s/.test(text)
      ? 'a space'
      : 'a character that is not printable ASCII';
  return `contains ${what}, and no credential does. Copy it again, without anything before or after it.`;
}

/** Both parts are plain ASCII without colon, so that RFC 6749's form-encoding changes nothing. */
export function basicAuthorization({ clientId, clientSecret }: ClientCredentials): string {
  return `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
}
