import { Failure } from '../domain/failure';
import type { ThrottleState } from './throttle';

/** The failure `rate_limited`, with what its headers say. */
export class RateLimited extends Failure {
  constructor(
    readonly state: ThrottleState,
    sentence = 'Too many unknown secrets came from this network. A valid secret is still accepted.',
  ) {
    super('rate_limited', `${sentence} Try again in ${state.resetSeconds} seconds.`);
  }
}

/** draft-ietf-httpapi-ratelimit-headers-10, and RFC 9110 §10.2.3 `Retry-After`. */
export function rateLimitHeaders(state: ThrottleState): Readonly<Record<string, string>> {
  const { name, attempts, windowSeconds } = state.limit;
  return {
    'ratelimit-policy': `"${name}";q=${attempts};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${state.remaining};t=${state.resetSeconds}`,
    'retry-after': String(state.resetSeconds),
  };
}
