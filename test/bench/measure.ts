import { performance } from 'node:perf_hooks';

export interface Contestant {
  readonly name: string;
  /** Runs once and answers how many seconds it took. */
  measure(): Promise<number>;
}

export interface Comparison {
  readonly what: string;
  readonly baseline: string;
  readonly baselineSeconds: number;
  readonly seconds: number;
  readonly ratio: number;
}

/** Interleaved rounds after one that does not count, so that both meet the same machine; medians. */
export async function compare(
  what: string,
  rounds: number,
  contestant: Contestant,
  baseline: Contestant,
): Promise<Comparison> {
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const [theirSeconds, ourSeconds] = [await baseline.measure(), await contestant.measure()];
    if (round === 0 && rounds > 1) continue;
    theirs.push(theirSeconds);
    ours.push(ourSeconds);
  }
  const [seconds, baselineSeconds] = [median(ours), median(theirs)];
  return {
    what,
    baseline: baseline.name,
    seconds,
    baselineSeconds,
    ratio: seconds / baselineSeconds,
  };
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
