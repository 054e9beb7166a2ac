import path from 'node:path';
import { parseArgs } from 'node:util';
import { GIVEN_PROVIDER } from '../support/tested-provider';

export interface FaultOptions {
  readonly seed: number;
  /** The numbers of the runs. Each run draws only from the seed and its number. */
  readonly numbers: readonly number[];
  readonly jobs: number;
  readonly database: 'sqlite' | 'postgres';
  readonly verbose: boolean;
  readonly keep: boolean;
  /** The bundle of `keyplane serve`. */
  readonly api: string;
  /** The bundle or executable that terraform starts. */
  readonly provider: string;
}

export const USAGE = `npm run faults -- [--runs 20] [--seed 1] [--only <run>] [--jobs 2]
                 [--database sqlite|postgres] [--verbose] [--keep]
                 [--api <file>] [--provider <file>]

Applies generated configurations with the stock terraform while connections break and processes are
killed, and counts whether everything came right in the end.

  --runs      how many runs
  --seed      what the runs are drawn from
  --only      one run of the seed alone
  --jobs      how many at a time, each with a server of its own
  --verbose   what happens in each run
  --keep      leave the folders of the runs that failed
  --api, --provider
              other bundles than those that npm run build leaves; the provider may be an executable of a
              release, which KEYPLANE_TEST_PROVIDER also names`;

const ROOT = path.join(__dirname, '../..');

/** @throws TypeError, RangeError with a text for the person who typed the options */
export function parseFaultOptions(args: readonly string[]): FaultOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
      jobs: { type: 'string', default: '2' },
      database: { type: 'string', default: 'sqlite' },
      verbose: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
      api: { type: 'string', default: path.join(ROOT, 'api/dist/main.js') },
      provider: {
        type: 'string',
        default: GIVEN_PROVIDER ?? path.join(ROOT, 'provider/dist/terraform-provider-keyplane'),
      },
    },
  });
  const { database, verbose, keep, api, provider } = values;
  if (database !== 'sqlite' && database !== 'postgres') {
    throw new RangeError(`--database is sqlite or postgres, not ${database}.`);
  }
  const runs = wholeNumber('runs', values.runs, 1);
  return {
    seed: wholeNumber('seed', values.seed, 0),
    numbers:
      values.only === undefined
        ? Array.from({ length: runs }, (_, index) => index + 1)
        : [wholeNumber('only', values.only, 1)],
    jobs: wholeNumber('jobs', values.jobs, 1),
    database,
    verbose,
    keep,
    api: path.resolve(api),
    provider: path.resolve(provider),
  };
}

function wholeNumber(name: string, text: string, least: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new RangeError(`--${name} is a whole number from ${least}, not ${text}.`);
}
