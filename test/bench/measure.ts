import { performance } from 'node:perf_hooks';

export type Unit = 'requests/s' | 's' | 'ms' | 'MB' | 'requests';

/** For the ratio to the baseline, or for the figure itself if there is no baseline. */
export type Bar = { readonly atLeast: number } | { readonly atMost: number };

/** One line of the table: what was measured, and its baseline. */
export interface Row {
  readonly what: string;
  readonly unit: Unit;
  /** The median of all rounds. */
  readonly value: number;
  /** Measured in the same rounds; null if the figure has no baseline. */
  readonly baseline: { readonly name: string; readonly value: number } | null;
  /** Null if it has no bar. */
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
  /** Every size of a database is divided by it, for a quick look. */
  readonly shrink: number;
}

/** What one file measures. */
export interface Suite {
  /** As `--only` names it. */
  readonly name: string;
  run(options: SuiteOptions): Promise<readonly Row[]>;
}

export interface Contestant {
  readonly name: string;
  /** Runs once and answers how much it took or gave, in the unit of the row. */
  measure(): Promise<number>;
}

/** The rounds of each contestant, in turns so that all meet the same machine; the first warms up. */
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

/** A row of two contestants that nobody else shares. */
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
