import { namesUnknownOwner, type Failure } from '../domain/failure';
import type { Endpoint } from './endpoint';

/**
 * Reads of what is not there are no attempts worth a trail; forbidden ones, and failed changes, are.
 * What a throttle refuses would let a flood of guesses fill the trail.
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
