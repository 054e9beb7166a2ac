import { createMemoryThrottle } from './memory-throttle';
import { networksOf, SHARES } from './network-of';
import type { NetworkThrottle, Throttle, ThrottleLimit, ThrottleState } from './throttle';

/**
 * Counts an attempt for each network around its address, so that nobody avoids the limit with the 65,536
 * networks of a /48. What a narrower network refuses does not count for the wider one. Otherwise a single
 * host would use up the attempts of its neighbors.
 */
export function createNetworkThrottle(limit: ThrottleLimit): NetworkThrottle {
  const throttles = new Map<number, Throttle>();

  function throttleFor(share: number): Throttle {
    const known = throttles.get(share);
    if (known !== undefined) return known;
    const created = createMemoryThrottle({ ...limit, attempts: limit.attempts * share });
    throttles.set(share, created);
    return created;
  }
  // A throttle that does not exist yet would miss what the other workers count.
  SHARES.forEach(throttleFor);

  return {
    async count(ip, { caller = '', attempts = 1 } = {}) {
      const states: ThrottleState[] = [];
      for (const { name, share } of networksOf(ip)) {
        const state = await throttleFor(share).count(`${caller} ${name}`, attempts);
        if (!state.allowed) return state;
        states.push(state);
      }
      return states.reduce((tightest, state) =>
        state.remaining < tightest.remaining ? state : tightest,
      );
    },
  };
}
