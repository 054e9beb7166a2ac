import { shownText } from '../http/bounded-text';

const MOST_DESCRIPTION_LENGTH = 500;

/** RFC 6749 §5.2, RFC 8707 §2, RFC 7009 §2.2.1 and, for a Bearer that lacks a permission, RFC 6750 §3.1. */
export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'invalid_scope'
  | 'invalid_target'
  | 'insufficient_scope'
  | 'temporarily_unavailable';

const STATUS: Partial<Record<OAuthErrorCode, number>> = {
  invalid_client: 401,
  insufficient_scope: 403,
  temporarily_unavailable: 429,
};

/** A refusal of the OAuth endpoints; `message` is their `error_description`. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;

  constructor(
    readonly code: OAuthErrorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = STATUS[code] ?? 400;
  }
}

/** RFC 6749 §5.2 allows an `error_description` printable ASCII without double quotes and backslashes. */
export function errorDescription(message: string): string {
  return shownText(message, MOST_DESCRIPTION_LENGTH)
    .replaceAll('"', "'")
    .replaceAll(/[^\x20-\x5b\x5d-\x7e]/gu, '?');
}
