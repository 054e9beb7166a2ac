import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Throttle, ThrottleLimit } from './throttle';

/** Counts in this replica's memory: N replicas together allow N times the limit. */
export function createMemoryThrottle(limit: ThrottleLimit): Throttle {
  const counters = new RateLimiterMemory({
    points: limit.attempts,
    duration: limit.windowSeconds,
  });

  return {
    async count(who, attempts = 1) {
      const result = await consume(counters, who, attempts);
      return {
        allowed: result.consumedPoints <= limit.attempts,
        limit,
        remaining: result.remainingPoints,
        resetSeconds: Math.ceil(result.msBeforeNext / 1000),
      };
    },
  };
}

/** If the limit is exceeded, the library rejects with the counter. */
async function consume(
  counters: RateLimiterMemory,
  who: string,
  attempts: number,
): Promise<RateLimiterRes> {
  try {
    return await counters.consume(who, attempts);
  } catch (exceeded) {
    if (exceeded instanceof RateLimiterRes) return exceeded;
    throw exceeded;
  }
}
