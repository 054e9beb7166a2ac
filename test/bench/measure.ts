import { performance } from 'node:perf_hooks';

export type Unit = 'requests/s' | 's' | 'ms' | 'MB' | 'requests';

/** The bar for the ratio to the baseline, or for the figure itself if there is no baseline. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the table: what was measured, and its baseline. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** The median of all rounds. */
  readonly value: number;
  /** The baseline, measured in the same rounds. Null if the figure has none. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  /** Null if the row has no bar. */
  readonly bar: Bar | null;
  /** Such as percentiles. */
  readonly note?: string;
}

export interface SuiteOptions {
  /** How many rounds count, in addition to the one that warms up. */
  readonly rounds: number;
  /** How long a round loads a server. */
  readonly seconds: number;
  /** How long the memory of a server under load is watched. */
  readonly memorySeconds: number;
  /** Every database size is divided by this, for a quick run. */
  readonly shrink: number;
}

/** The measurements of one file. */
export interface Suite {
  /** Its name for `--only`. */
  readonly name: string;
  run(options: SuiteOptions): Promise<readonly Row[]>;
}

export interface Contestant {
  readonly name: string;
  /** Runs once and returns the figure in the unit of the row. */
  measure(): Promise<number>;
}

/**
 * The rounds of each contestant. They take turns, so that all run under the same load of the
 * machine. The first round only warms up.
 */
export async function interleave<T>(
  rounds: number,
  contestants: readonly (() => Promise<T>)[],
): Promise<T[][]> {
  const measured: T[][] = contestants.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, measure] of contestants.entries()) {
      const value = await measure();
      if (round > 0) measured[index]?.push(value);
    }
  }
  return measured;
}

/** A row of two contestants that are in no other row. */
export async function compare(
  row: Pick<Row, 'what' | 'unit' | 'bar'>,
  rounds: number,
  contestant: Contestant,
  baseline: Contestant,
): Promise<Row> {
  const [theirs = [], ours = []] = await interleave(rounds, [
    () => baseline.measure(),
    () => contestant.measure(),
  ]);
  return {
    ...row,
    value: median(ours),
    baseline: { name: baseline.name, value: median(theirs) },
  };
}

/** The value that the bar is compared with. */
export function figureOf({ value, baseline }: Row): number {
  return baseline === null ? value : value / baseline.value;
}

/** Null if there is no bar. */
export function meetsBar(row: Row): boolean | null {
  if (row.bar === null) return null;
  const figure = figureOf(row);
  return 'atLeast' in row.bar ? figure >= row.bar.atLeast : figure <= row.bar.atMost;
}

export async function seconds(act: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}
