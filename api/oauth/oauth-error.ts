/**
 * RFC 6749 §5.2, RFC 8707 §2, RFC 7009 §2.2.1 and, for a bearer token, RFC 6750 §3.1. RFC 6749 §4.1.2.1 has
 * the last two for a server that cannot answer.
 */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_token'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'insufficient_scope'
  | 'temporarily_unavailable'
  | 'server_error';

/** Tells a client that did not authenticate how to (RFC 6749 §2.3.1). */
export const BASIC_CHALLENGE = 'Basic realm="keyplane"';

const STATUS: Partial<Record<OAuthErrorCode, number>> = {
  invalid_client: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  temporarily_unavailable: 503,
  server_error: 500,
};

/** A refusal of the OAuth endpoints; `message` is their `error_description`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    options: { status?: number; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.headers = options.headers ?? {};
    this.status = options.status ?? STATUS[code] ?? 400;
  }
}
