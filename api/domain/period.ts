export const PERIOD_UNIT_SECONDS = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** A hundred years: no instant that is counted from now leaves the four digits of RFC 3339. */
export const MAX_PERIOD_SECONDS = 36_500 * PERIOD_UNIT_SECONDS.d;

export const PERIOD_PATTERN = /^([1-9][0-9]{0,8})(s|m|h|d|w)$/;

/** `90s`, `15m`, `12h`, `30d`, `4w` as seconds; `undefined` if the text is not a period. */
export function parsePeriodSeconds(text: string): number | undefined {
  const match = PERIOD_PATTERN.exec(text);
  if (match === null) return undefined;
  return Number(match[1]) * PERIOD_UNIT_SECONDS[match[2] as keyof typeof PERIOD_UNIT_SECONDS];
}

/** The longest unit that says it exactly: 2592000 → `30d`. */
export function formatPeriod(seconds: number): string {
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds % PERIOD_UNIT_SECONDS[unit] === 0)
      return `${seconds / PERIOD_UNIT_SECONDS[unit]}${unit}`;
  }
  return `${seconds}s`;
}
