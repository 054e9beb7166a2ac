const RFC_3339 =
  /^(\d{4}-\d{2}-\d{2})T((?:[01]\d|2[0-3]):[0-5]\d):([0-5]\d|60)(?:\.(\d+))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i;

/**
 * The time that an RFC 3339 text names, in whole milliseconds since 1970. NaN if the text is not
 * such a time. It accepts every spelling of section 5.6.
 *
 * `Date.parse` would reject leap seconds and read February 30 as March 1. Leap seconds are at
 * 23:59:60 UTC and become the first second of the next day.
 *
 * @example
 * instantMs('2030-01-31T10:00:00+01:00') === instantMs('2030-01-31T09:00:00Z'); // true
 */
export function instantMs(text: string): number {
  const match = RFC_3339.exec(text);
  if (match === null) return Number.NaN;
  const [, day = '', minute, second, fraction = '', offset = ''] = match;
  if (!isCalendarDay(day)) return Number.NaN;
  const isLeap = second === '60';
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const spelled = `${day}T${minute}:${isLeap ? '59' : second}.${millis}${offset.toUpperCase()}`;
  if (!isLeap) return Date.parse(spelled);
  const next = Date.parse(spelled) + 1000;
  return isFirstSecondOfDay(next) ? next : Number.NaN;
}

function isFirstSecondOfDay(millis: number): boolean {
  return new Date(millis).toISOString().includes('T00:00:00.');
}

/**
 * The time without a fraction of zeros: `…:00.000Z` becomes `…:00Z`, as most people write it. Any
 * other text stays as it is.
 *
 * @example
 * shortInstant('2030-01-31T09:00:00.000Z'); // '2030-01-31T09:00:00Z'
 */
export function shortInstant(text: string): string {
  return text.replace(/(T\d{2}:\d{2}:\d{2})\.0+Z$/, '$1Z');
}

/**
 * The time as a sentence shows it: RFC 3339 in UTC, in whole seconds. A service may answer with
 * milliseconds while a configuration has what its author wrote; both look the same this way. Any
 * other text, such as `never`, stays as it is.
 *
 * @example
 * shownTime('2030-01-31T10:00:00.000+01:00'); // '2030-01-31T09:00:00Z'
 */
export function shownTime(text: string): string {
  const millis = instantMs(text);
  return Number.isNaN(millis) ? text : `${new Date(millis).toISOString().slice(0, -5)}Z`;
}

function isCalendarDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
}
