import { formBody } from '../http/form-body';
import { jsonBody } from '../http/json-body';
import { FORWARD_AUTH_PATH } from '../verification/gateway-requirement';
import { isOAuthTarget } from './early-answer';

/**
 * The greatest length of a body that a request may announce, in bytes.
 * @param target path and query, or a whole URL
 */
export function bodyLimitOf(target = ''): number {
  // A gateway passes the headers of its client's request on, Content-Length among them, but no body.
  if (target.startsWith(FORWARD_AUTH_PATH)) return Number.POSITIVE_INFINITY;
  return isOAuthTarget(target) ? formBody.limitBytes : jsonBody.limitBytes;
}
