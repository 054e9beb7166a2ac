import type { Clock } from '../../api/domain/clock';

export interface ManualClock extends Clock {
  advance(millis: number): void;
}

/** Stands still until told; starts at the machine's own time, since tokens are checked by others too. */
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
