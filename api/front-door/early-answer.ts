import type { Failure } from '../domain/failure';
import { problemAnswer, type HttpAnswer } from '../http/http-answer';
import { oauthErrorAnswer, oauthErrorOf } from '../oauth/oauth-error-answer';

const OAUTH_FOLDER = '/oauth2/';

/**
 * The refusal of a request that does not reach the application. Clients of the OAuth paths read
 * OAuth errors only.
 * @param target path and query, or a whole URL; undefined if it is not known
 * @param issuer the URL of the server, where the documentation explains problems
 */
export function earlyAnswer(
  failure: Failure,
  target: string | undefined,
  requestId: string,
  issuer: string,
): HttpAnswer {
  const own = isOAuthTarget(target) ? oauthErrorOf(failure, false) : undefined;
  const { status, headers, body } = own
    ? oauthErrorAnswer(own)
    : problemAnswer(failure, requestId, issuer);
  const safe = ['x-content-type-options', 'nosniff', 'x-request-id', requestId];
  return { status, headers: [...headers, ...safe], body };
}

/** The URL may be impossible to parse, so its path is what follows the host. */
export function isOAuthTarget(target = ''): boolean {
  return target.replace(/^https?:\/\/[^/?#]*/i, '').startsWith(OAUTH_FOLDER);
}
