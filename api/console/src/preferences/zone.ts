/** The time zone in which a person reads times: that of the browser, or one that they chose. */
export type ZoneChoice = 'local' | 'utc' | 'utc+8';

export const ZONE_CHOICES: readonly { readonly value: ZoneChoice; readonly label: string }[] = [
  { value: 'local', label: 'Time zone of this browser' },
  { value: 'utc', label: 'UTC' },
  { value: 'utc+8', label: 'UTC+8' },
];

const TIME_ZONES: Readonly<Record<ZoneChoice, string | undefined>> = {
  local: undefined,
  utc: 'UTC',
  'utc+8': 'Asia/Shanghai',
};

/** For example `UTC+8`, which a column of times shows in its header. */
export function zoneName(zone: ZoneChoice, at: Date = new Date()): string {
  if (zone !== 'local') return zone.toUpperCase();
  const minutes = -at.getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const sign = minutes < 0 ? '-' : '+';
  const hours = Math.floor(Math.abs(minutes) / 60);
  const rest = Math.abs(minutes) % 60;
  return `UTC${sign}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** Making a formatter takes much longer than using it, and a list shows hundreds of times. */
const formatters = new Map<ZoneChoice, ReturnType<typeof makeFormatters>>();

function formattersOf(zone: ZoneChoice) {
  const known = formatters.get(zone) ?? makeFormatters(zone);
  formatters.set(zone, known);
  return known;
}

function makeFormatters(zone: ZoneChoice) {
  const timeZone = TIME_ZONES[zone];
  const withoutYear = {
    timeZone,
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return {
    year: new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric' }),
    withoutYear: new Intl.DateTimeFormat('en-US', withoutYear),
    withYear: new Intl.DateTimeFormat('en-US', { ...withoutYear, year: 'numeric' }),
  };
}

/** For example `Nov 30, 15:36`, with the year only if it is another one than now. */
export function shownTime(instant: Date, zone: ZoneChoice, now: Date = new Date()): string {
  const { year, withoutYear, withYear } = formattersOf(zone);
  const isThisYear = year.format(instant) === year.format(now);
  return (isThisYear ? withoutYear : withYear).format(instant);
}

/** For example `2026-11-30 15:36:43 UTC`. */
export function utcTime(instant: Date): string {
  return `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** The unit, its length in seconds, and from how many of it on it is used. */
const UNITS = [
  ['year', 365 * 86_400, 2],
  ['month', 30 * 86_400, 3],
  ['day', 86_400, 1],
  ['hour', 3600, 1],
  ['minute', 60, 1],
] as const;

const relativeFormatter = new Intl.RelativeTimeFormat('en-US', { numeric: 'auto' });

/** For example `in 9 days`, `2 hours ago` or `just now`. */
export function relativeTime(instant: Date, now: Date = new Date()): string {
  const seconds = (instant.getTime() - now.getTime()) / 1000;
  for (const [unit, length, least] of UNITS) {
    if (Math.abs(seconds) >= least * length)
      return relativeFormatter.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

const OFFSETS: Readonly<Record<ZoneChoice, string>> = { local: '', utc: 'Z', 'utc+8': '+08:00' };

/** @param text a day and time without a zone, as `<input type="datetime-local">` gives it */
export function instantIn(text: string, zone: ZoneChoice): Date {
  return new Date(text + OFFSETS[zone]);
}

/** The reverse of `instantIn`: what the browser's calendar shows. */
export function localText(instant: Date, zone: ZoneChoice): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: TIME_ZONES[zone],
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}
