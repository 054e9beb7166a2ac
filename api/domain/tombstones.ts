import { daysBefore } from './instant';

/** A tombstone is readable for so long, that a plan can say what happened. */
const TOMBSTONE_DAYS = 90;

/** What was revoked or deleted before then is forgotten. */
export function tombstonesSince(now: Date): Date {
  return daysBefore(now, TOMBSTONE_DAYS);
}
