import type { LoadProcess } from './load-process';
import type { LoadResult, LoadTarget } from './load-target';
import { interleave, median, type Bar, type Row, type SuiteOptions } from './measure';
import { untilIdle } from './until-idle';

export interface LoadMedians {
  readonly requestsPerSecond: number;
  readonly p50Millis: number;
  readonly p99Millis: number;
}

/** A measurement that takes its turn in the rounds, without load from the generator. */
export interface MeasuredAlone {
  measure(seconds: number): Promise<LoadResult>;
}

/** Loads the targets in turn and returns the medians of each, in their order. */
export async function loadRounds(
  load: LoadProcess,
  { rounds, seconds }: Pick<SuiteOptions, 'rounds' | 'seconds'>,
  targets: readonly (LoadTarget | MeasuredAlone)[],
): Promise<LoadMedians[]> {
  const measured = await interleave(
    rounds,
    targets.map((target) => async () => {
      await untilIdle();
      return 'measure' in target ? target.measure(seconds) : load.run(target, seconds);
    }),
  );
  return measured.map(mediansOf);
}

export function mediansOf(results: readonly LoadResult[]): LoadMedians {
  const medianOf = (figure: (result: LoadResult) => number) => median(results.map(figure));
  return {
    requestsPerSecond: medianOf((result) => result.requestsPerSecond),
    p50Millis: medianOf((result) => result.p50Millis),
    p99Millis: medianOf((result) => result.p99Millis),
  };
}

/** Makes one row from the rounds of two targets. */
export function rowAgainst(
  what: string,
  bar: Bar | null,
  ours: LoadMedians | undefined,
  baselineName: string,
  baseline: LoadMedians | undefined,
): Row {
  if (ours === undefined || baseline === undefined) throw new Error(`${what}: nothing measured.`);
  return {
    what,
    unit: 'requests/s',
    value: ours.requestsPerSecond,
    baseline: { name: baselineName, value: baseline.requestsPerSecond },
    bar,
    note: latencyNote(ours),
  };
}

export function latencyNote({ p50Millis, p99Millis }: LoadMedians): string {
  return `p50 ${p50Millis.toFixed(2)} ms, p99 ${p99Millis.toFixed(2)} ms`;
}
