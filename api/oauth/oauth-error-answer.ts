import { isBearer } from '../http/authorization-header';
import { Failure, type FailureCode } from '../domain/failure';
import { bearerChallenge, errorDescription } from '../http/challenges';
import { jsonAnswer, type HttpAnswer } from '../http/http-answer';
import { PROBLEMS, retryAfterHeader } from '../http/problem';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import { BASIC_CHALLENGE, OAuthError, type OAuthErrorCode } from './oauth-error';

const CODES: Partial<Record<FailureCode, OAuthErrorCode>> = {
  unauthenticated: 'invalid_client',
  insufficient_permissions: 'insufficient_scope',
  rate_limited: 'temporarily_unavailable',
  unavailable: 'temporarily_unavailable',
  internal: 'server_error',
};

/** These texts are about JSON or a problem document, which the OAuth endpoints do not have. */
const MESSAGES: Partial<Record<FailureCode, string>> = {
  unsupported_media_type:
    'Keyplane cannot read this body. Send the parameters as application/x-www-form-urlencoded in UTF-8, ' +
    'uncompressed or as gzip.',
  internal:
    'Keyplane could not answer. If this continues, give the X-Request-Id of this answer to ' +
    'the operator of Keyplane.',
};

/**
 * The error code of RFC 6749 for a failure, with the failure's usual status; `undefined` if it has
 * none.
 * @param isBearer the caller presented a bearer token, for which RFC 6750 applies (RFC 7662,
 * section 2.3)
 */
export function oauthErrorOf(thrown: unknown, isBearer: boolean): OAuthError | undefined {
  if (thrown instanceof OAuthError) return thrown;
  if (!(thrown instanceof Failure)) return undefined;
  const { code: failure } = thrown;
  const isDeadToken = isBearer && failure === 'unauthenticated';
  const code = isDeadToken ? 'invalid_token' : (CODES[failure] ?? 'invalid_request');
  return new OAuthError(code, MESSAGES[failure] ?? thrown.message, {
    // RFC 6749 §5.2 uses status 400 for every request that is wrong in itself.
    status: failure === 'invalid_request' ? 400 : PROBLEMS[failure].status,
    headers:
      thrown instanceof RateLimited ? rateLimitHeaders(thrown.state) : retryAfterHeader(thrown),
  });
}

/**
 * RFC 6749 §5.2: never stored.
 * @param authorization every `Authorization` header of the request
 */
export function oauthErrorAnswer(
  error: OAuthError,
  authorization: readonly string[] = [],
): HttpAnswer {
  const { code, message, status, headers } = error;
  const body = { error: code, error_description: errorDescription(message) };
  return jsonAnswer(status, body, { ...headers, ...challengeTo(error, authorization) });
}

/**
 * A client that authenticated in the form gets no challenge, as in RFC 6749 §5.2. With one, some clients
 * show only the challenge, and not what is wrong.
 */
function challengeTo(
  { code, message, status }: OAuthError,
  authorization: readonly string[],
): Record<string, string> {
  if (code === 'invalid_token' || (code === 'insufficient_scope' && isBearer(authorization))) {
    return { 'www-authenticate': bearerChallenge(code, message) };
  }
  return status === 401 && authorization.length > 0 ? { 'www-authenticate': BASIC_CHALLENGE } : {};
}
