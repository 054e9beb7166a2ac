import { isBearer } from './authorization-header';
import type { Failure } from '../domain/failure';
import { shownText } from './bounded-text';

const MOST_DESCRIPTION_LENGTH = 500;
const BASIC = 'Basic realm="keyplane", charset="UTF-8"';
const BEARER = 'Bearer realm="keyplane"';

/**
 * `WWW-Authenticate` of a refusal, as name, value, name, value. A caller with a bearer token is told what
 * is wrong with it (RFC 6750, section 3.1). A caller without one is told how to authenticate.
 * @param authorization every `Authorization` header of the request
 * @param isScript whether a script in a browser asked: for a Basic challenge, Chromium would open a dialog of
 * its own, and the script would wait for it
 */
export function challengesTo(
  { code, message }: Pick<Failure, 'code' | 'message'>,
  authorization: readonly string[],
  isScript = false,
): readonly string[] {
  const isPresented = isBearer(authorization);
  switch (code) {
    case 'unauthenticated': {
      const bearer = isPresented ? bearerChallenge('invalid_token', message) : BEARER;
      return [...(isScript ? [] : ['www-authenticate', BASIC]), 'www-authenticate', bearer];
    }
    case 'insufficient_permissions':
    case 'role_escalation':
      return isPresented
        ? ['www-authenticate', bearerChallenge('insufficient_scope', message)]
        : [];
    default:
      return [];
  }
}

export function bearerChallenge(
  error: 'invalid_token' | 'insufficient_scope',
  message: string,
): string {
  return `${BEARER}, error="${error}", error_description="${errorDescription(message)}"`;
}

/**
 * RFC 6749 §5.2 and RFC 6750 §3 allow an `error_description` printable ASCII without double quotes and
 * backslashes.
 */
export function errorDescription(message: string): string {
  return shownText(message, MOST_DESCRIPTION_LENGTH)
    .replaceAll('"', "'")
    .replaceAll(/[^\x20-\x5b\x5d-\x7e]/gu, '?');
}
