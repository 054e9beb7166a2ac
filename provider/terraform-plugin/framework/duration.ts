const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A duration in Go's spelling (`"90s"`, `"1h30m"`, `"250ms"`) in milliseconds. Undefined if the
 * text is not a duration, or is not above zero.
 *
 * @example
 * parseDurationMs('1h30m'); // 5_400_000
 */
export function parseDurationMs(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return undefined;
  const total = [...text.matchAll(/([\d.]+)(ns|us|µs|ms|s|m|h)/g)]
    .map(([, amount = '', unit = '']) => Number(amount) * (UNIT_MS[unit] ?? Number.NaN))
    .reduce((sum, part) => sum + part, 0);
  return total > 0 ? total : undefined;
}
