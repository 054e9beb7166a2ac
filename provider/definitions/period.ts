const UNIT_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/**
 * The period (`90s`, `15m`, `12h`, `30d`, `4w`) in milliseconds. Undefined if the text is not a
 * period.
 */
export function parsePeriodMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^([1-9]\d{0,8})([smhdw])$/.exec(text) ?? [];
  const seconds = UNIT_SECONDS[unit];
  return seconds === undefined ? undefined : Number(amount) * seconds * 1000;
}

/**
 * The period in its largest whole unit up to days, such as `30d` or `90s`. Undefined if it is not a
 * whole number of seconds. Weeks are not used, because most people count in days.
 */
export function periodText(milliseconds: number): string | undefined {
  const seconds = milliseconds / 1000;
  if (!Number.isInteger(seconds) || seconds <= 0) return undefined;
  const unit = ['d', 'h', 'm'].find((name) => seconds % (UNIT_SECONDS[name] ?? 1) === 0) ?? 's';
  return `${seconds / (UNIT_SECONDS[unit] ?? 1)}${unit}`;
}

/** `4w` and `28d` are the same period. */
export function samePeriod(a: string, b: string): boolean {
  const milliseconds = parsePeriodMs(a);
  return milliseconds !== undefined && milliseconds === parsePeriodMs(b);
}
