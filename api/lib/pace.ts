import { setTimeout as delay } from 'node:timers/promises';

/** Shorter waits are skipped, because timers are not exact enough for them. */
const SLACK_MILLIS = 20;

/**
 * Limits all callers together to a number of bytes a second. `take` resolves when its bytes may be sent. Calls
 * are served in their order.
 */
export function createPace(bytesPerSecond: number): { take(bytes: number): Promise<void> } {
  let freeAt = 0;
  return {
    async take(bytes) {
      const now = performance.now();
      const startsAt = Math.max(now, freeAt);
      freeAt = startsAt + (bytes / bytesPerSecond) * 1000;
      const waits = startsAt - now;
      if (waits > SLACK_MILLIS) await delay(waits);
    },
  };
}
