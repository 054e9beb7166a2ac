import { invalidField } from '../domain/failure';
import { USAGE_DAYS } from './usage-days';
import { firstCallers, type CallerSum, type UsageCaller } from './usage-report';
import { dayText, utcDayOf, type UseCount } from './usage';

/** Whole UTC days, both included, as `utcDayOf` counts. */
export interface DayWindow {
  readonly from: number;
  readonly to: number;
}

export interface UsagePoint {
  readonly day: number;
  readonly uses: number;
}

/** How often one key was used on each day of a window. */
export interface UsageSeries extends DayWindow {
  readonly keyId: string;
  /** The last use at any time, even outside of the window. */
  readonly lastUsedAt: Date | null;
  readonly uses: number;
  /** One for each day, oldest first. A day without uses has 0. */
  readonly points: readonly UsagePoint[];
  /** At most `MAX_SHOWN_CALLERS`, most uses first. */
  readonly callers: readonly UsageCaller[];
  /** The minimum number of further callers, who were counted together. */
  readonly otherCallers: number;
}

export type DayCount = Omit<UseCount, 'keyId'>;

/** If a request does not say from when, the series has this many days. */
export const DEFAULT_SERIES_DAYS = 30;

/** The days that Keyplane keeps whole, and today. */
export const MAX_SERIES_DAYS = USAGE_DAYS;

/**
 * @throws Failure `invalid_request` if the window is not within the days that Keyplane keeps
 */
export function decideWindow(
  wanted: { readonly from?: number | undefined; readonly to?: number | undefined },
  now: Date,
): DayWindow {
  const today = utcDayOf(now);
  const earliest = today - MAX_SERIES_DAYS + 1;
  const to = wanted.to ?? today;
  const from = wanted.from ?? Math.max(earliest, to - DEFAULT_SERIES_DAYS + 1);
  if (to > today) {
    throw invalidField(
      '?to',
      'too_late',
      `\`to\` must not be after today, ${dayText(today)} in UTC.`,
    );
  }
  const kept = `Keyplane keeps ${MAX_SERIES_DAYS} days of uses: the earliest is ${dayText(earliest)}.`;
  if (to < earliest) throw invalidField('?to', 'too_early', `\`to\` is too early. ${kept}`);
  if (from < earliest) throw invalidField('?from', 'too_early', `\`from\` is too early. ${kept}`);
  if (from > to) {
    throw invalidField('?from', 'after_end', `\`from\` must not be after \`to\`, ${dayText(to)}.`);
  }
  return { from, to };
}

export function composeSeries(read: {
  readonly keyId: string;
  readonly window: DayWindow;
  readonly lastUsedAt: Date | null;
  readonly counts: readonly DayCount[];
  readonly names: ReadonlyMap<string, string>;
}): UsageSeries {
  const { keyId, window, lastUsedAt, counts, names } = read;
  const byDay = new Map<number, number>();
  for (const { day, uses } of counts) byDay.set(day, (byDay.get(day) ?? 0) + uses);
  const points = daysOf(window).map((day) => ({ day, uses: byDay.get(day) ?? 0 }));
  const sums = sumsOf(counts);
  const callers = firstCallers(sums, names);
  return {
    keyId,
    ...window,
    lastUsedAt,
    uses: points.reduce((total, { uses }) => total + uses, 0),
    points,
    callers,
    otherCallers: sums.length - callers.length,
  };
}

function daysOf({ from, to }: DayWindow): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** The callers of all days, with the most uses first. Those that were counted together are the last. */
export function sumsOf(counts: readonly DayCount[]): readonly CallerSum[] {
  const sums = new Map<string, CallerSum>();
  for (const { caller, uses, lastUsedAt } of counts) {
    const place = `${caller.kind} ${caller.id}`;
    const sum = sums.get(place);
    sums.set(place, {
      caller,
      uses: uses + (sum?.uses ?? 0),
      lastUsedAt: sum !== undefined && sum.lastUsedAt > lastUsedAt ? sum.lastUsedAt : lastUsedAt,
    });
  }
  return [...sums.values()].sort(
    (one, other) =>
      Number(one.caller.kind === 'other') - Number(other.caller.kind === 'other') ||
      other.uses - one.uses ||
      other.lastUsedAt.getTime() - one.lastUsedAt.getTime() ||
      (one.caller.id < other.caller.id ? -1 : 1),
  );
}
