import { parseArgs } from 'node:util';
import type { Suite, SuiteOptions } from './measure';

export interface BenchOptions extends SuiteOptions {
  readonly suites: readonly Suite[];
  /** Whether RESULTS.md is written. */
  readonly results: boolean;
  readonly help: boolean;
}

export const usageOf = (suites: readonly Suite[]): string => `npm run bench -- [options]
  --only a,b            of ${namesOf(suites)} (default: all)
  --rounds n            rounds that count (default: 5)
  --seconds n           seconds of load in a round (default: 4)
  --memory-seconds n    seconds for which memory is watched (default: 300)
  --shrink n            divide the sizes of databases, for a quick look (default: 1)
  --results             write test/bench/RESULTS.md`;

/** @throws TypeError, RangeError with a text for the person who typed the options */
export function parseBenchOptions(args: readonly string[], suites: readonly Suite[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      'memory-seconds': { type: 'string', default: '300' },
      shrink: { type: 'string', default: '1' },
      results: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const options = {
    suites: chosen(values.only, suites),
    rounds: positive(values.rounds, 'rounds'),
    seconds: positive(values.seconds, 'seconds'),
    memorySeconds: positive(values['memory-seconds'], 'memory-seconds'),
    shrink: positive(values.shrink, 'shrink'),
    results: values.results,
    help: values.help,
  };
  if (options.results && options.shrink !== 1) {
    throw new RangeError(
      '--shrink gives only a quick look. Omit it to write the results, or omit --results.',
    );
  }
  return options;
}

function chosen(only: string | undefined, suites: readonly Suite[]): readonly Suite[] {
  if (only === undefined) return suites;
  return only.split(',').map((name) => {
    const suite = suites.find((candidate) => candidate.name === name);
    if (suite !== undefined) return suite;
    throw new RangeError(`--only names suites of ${namesOf(suites)}, not "${name}".`);
  });
}

function positive(text: string, name: string): number {
  const number = Number(text);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new RangeError(`--${name} is a number above 0, not ${text}.`);
}

function namesOf(suites: readonly Suite[]): string {
  return suites.map(({ name }) => name).join(', ');
}
