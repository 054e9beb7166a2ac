import { formBody } from '../http/form-body';
import { jsonBody } from '../http/json-body';
import { FORWARD_AUTH_PATH } from '../verification/gateway-requirement';
import { isOAuthTarget } from './early-answer';

/**
 * How long a body may be that a request announces.
 * @param target path and query, or a whole URL
 */
export function bodyLimitOf(target = ''): number {
  // What is announced there is the body of somebody else's request, which the gateway keeps.
  if (target.startsWith(FORWARD_AUTH_PATH)) return Number.POSITIVE_INFINITY;
  return isOAuthTarget(target) ? formBody.limitBytes : jsonBody.limitBytes;
}
