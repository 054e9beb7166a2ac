import { namesUnknownOwner, type Failure } from '../domain/failure';
import type { Endpoint } from './endpoint';

/**
 * Failed reads of objects that do not exist are not recorded. Forbidden reads and failed changes are.
 * Refusals by a throttle are not recorded, because a flood of guesses would fill the trail.
 */
export function isRefusal(failure: Failure, endpoint: Endpoint): boolean {
  if (failure.code === 'insufficient_permissions' || failure.code === 'role_escalation')
    return true;
  if (namesUnknownOwner(failure)) return true;
  return (
    endpoint.method !== 'get' &&
    !['invalid_request', 'malformed_body', 'rate_limited', 'unavailable'].includes(failure.code)
  );
}
