import type { Clock } from '../../api/domain/clock';

export interface ManualClock extends Clock {
  advance(millis: number): void;
}

/**
 * The clock stands still until it is advanced. It starts at the machine's time, because other
 * programs check tokens too.
 */
export function createManualClock(start = new Date()): ManualClock {
  let now = start.getTime();
  return {
    now: () => new Date(now),
    advance(millis) {
      now += millis;
    },
  };
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
