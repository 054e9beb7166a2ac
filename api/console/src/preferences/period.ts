const UNIT_MILLIS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** @param period as the API writes it: a whole number and a unit, for example `90d` */
export function periodMillis(period: string): number {
  return Number.parseInt(period, 10) * (UNIT_MILLIS[period.slice(-1)] ?? Number.NaN);
}
