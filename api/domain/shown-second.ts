import { shownTime } from './shown-time';

/** The last second that a Date can hold. */
const LAST_SECOND = 8_640_000_000_000;

/**
 * A NumericDate (RFC 7519, section 2) as RFC 3339. A number that is not a time, which an attacker may
 * send, is shown as it is.
 */
export function shownSecond(second: number): string {
  if (!(Math.abs(second) <= LAST_SECOND)) return String(second);
  return shownTime(new Date(second * 1000));
}
