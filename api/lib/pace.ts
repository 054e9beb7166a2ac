import { setTimeout as delay } from 'node:timers/promises';

/** Timers are only so exact: a taker that is less ahead than this is not delayed. */
const SLACK_MILLIS = 20;

/**
 * Shares so many bytes a second among all that take from it: `take` resolves when the bytes may be sent,
 * in the order of the calls.
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
