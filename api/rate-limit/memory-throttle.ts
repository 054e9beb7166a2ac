import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { joinSiblings } from './sibling-attempts';
import type { Throttle, ThrottleLimit } from './throttle';

/**
 * Counts in this replica's memory: N replicas together allow N times the limit. The workers of one
 * replica count together.
 */
export function createMemoryThrottle(limit: ThrottleLimit): Throttle {
  const counters = new RateLimiterMemory({
    points: limit.attempts,
    duration: limit.windowSeconds,
  });
  const tellSiblings = joinSiblings(
    `${limit.name} ${limit.attempts}`,
    (who, attempts) => void consume(counters, who, attempts),
  );

  return {
    async count(who, attempts = 1) {
      const result = await consume(counters, who, attempts);
      // The siblings know already that the limit was exceeded.
      if (result.consumedPoints - attempts <= limit.attempts) tellSiblings(who, attempts);
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
