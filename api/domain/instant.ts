const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/**
 * The moment that an RFC 3339 text names; undefined if it names none. Every spelling of section 5.6 is
 * read: letters of either case, any offset, fractions of any length. Keyplane keeps milliseconds, so
 * whatever is finer is cut off. Leap seconds are at 23:59:60 UTC, and become the first second of the next
 * day. At any other minute there is no second 60.
 */
export function parseInstant(text: string): Date | undefined {
  const match = RFC_3339.exec(text);
  if (match === null) return undefined;
  const [, day = '', minute, second, fraction = '', offset = ''] = match;
  if (!isCalendarDay(day)) return undefined;
  const isLeap = second === '60';
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const spelled = `${day}T${minute}:${isLeap ? '59' : second}.${millis}${offset.toUpperCase()}`;
  if (!isLeap) return new Date(Date.parse(spelled));
  const next = new Date(Date.parse(spelled) + 1000);
  return isFirstSecondOfDay(next) ? next : undefined;
}

function isFirstSecondOfDay(moment: Date): boolean {
  return moment.toISOString().includes('T00:00:00.');
}

/** JavaScript reads February 30 as the first of March. */
export function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}

const DAY_MILLIS = 86_400_000;

export function daysBefore(moment: Date, days: number): Date {
  return new Date(moment.getTime() - days * DAY_MILLIS);
}
