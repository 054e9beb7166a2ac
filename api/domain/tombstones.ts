import { daysBefore } from './instant';

/** How long a tombstone is readable, so that a plan can say what happened. */
const TOMBSTONE_DAYS = 90;

/** What was revoked or deleted before this time is forgotten. */
export function tombstonesSince(now: Date): Date {
  return daysBefore(now, TOMBSTONE_DAYS);
}
