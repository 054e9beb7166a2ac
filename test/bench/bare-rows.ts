import { BARE_HTTP } from './bare-baseline';
import { latencyNote, type LoadMedians, rowAgainst } from './load-rounds';
import type { Bar, Row } from './measure';

/** A bar is for the recommended Node: on an older one, the baseline itself differs. */
export const RECOMMENDED_NODE = 26;

export function barOnRecommended(bar: Bar, node = process.versions.node): Bar | null {
  return Number.parseInt(node, 10) >= RECOMMENDED_NODE ? bar : null;
}

export interface Measured {
  readonly ours: LoadMedians | undefined;
  readonly bare: LoadMedians | undefined;
  /** The load generator that loaded both. */
  readonly generator: string;
}

/** Requests a second, compared with the bare server, and the latencies of both. */
export function rowAgainstBare(what: string, bar: Bar | null, measured: Measured): Row {
  const { ours, bare, generator } = measured;
  const row = rowAgainst(what, bar, ours, BARE_HTTP, bare);
  if (bare === undefined) return row;
  return { ...row, note: `${row.note}; bare: ${latencyNote(bare)}; loaded by ${generator}` };
}

/** The 99th percentile, compared with that of the bare server. */
export function p99AgainstBare(what: string, bar: Bar | null, { ours, bare }: Measured): Row {
  if (ours === undefined || bare === undefined) throw new Error(`${what}: nothing measured.`);
  return {
    what: `p99 of ${what}`,
    unit: 'ms',
    value: ours.p99Millis,
    baseline: { name: BARE_HTTP, value: bare.p99Millis },
    bar,
  };
}
