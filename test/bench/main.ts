import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { databases, machine } from './machine';
import type { Row, Suite, SuiteOptions } from './measure';
import { plainTable, resultsPage } from './results';
import { SUITES } from './suites';

const RESULTS = join(__dirname, 'RESULTS.md');

const USAGE = `npm run bench -- [options]
  --only a,b            of ${SUITES.map(({ name }) => name).join(', ')} (default: all)
  --rounds n            rounds that count (default: 5)
  --seconds n           seconds of load in a round (default: 4)
  --memory-seconds n    seconds for which memory is watched (default: 300)
  --shrink n            divide the sizes of databases, for a quick look (default: 1)
  --results             write test/bench/RESULTS.md`;

/** Every figure is beside a baseline of the same run; none is a test. */
async function main(): Promise<void> {
  const { values } = parseArgs({
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
  if (values.help) return console.log(USAGE);
  const options: SuiteOptions = {
    rounds: positive(values.rounds, 'rounds'),
    seconds: positive(values.seconds, 'seconds'),
    memorySeconds: positive(values['memory-seconds'], 'memory-seconds'),
    shrink: positive(values.shrink, 'shrink'),
  };
  if (values.results && options.shrink !== 1) {
    throw new Error('What --shrink gives a quick look at is no result.');
  }
  console.log(`${machine()}\n`);
  const rows = await rowsOf(chosen(values.only), options);
  console.log(plainTable(rows));
  if (values.results) await writeResults(rows);
}

/** A suite that fails leaves the others their say. */
async function rowsOf(suites: readonly Suite[], options: SuiteOptions): Promise<Row[]> {
  const rows: Row[] = [];
  for (const suite of suites) {
    console.error(`… ${suite.name}`);
    try {
      rows.push(...(await suite.run(options)));
    } catch (error) {
      console.error(error);
      process.exitCode = 1;
    }
  }
  return rows;
}

function chosen(only: string | undefined): readonly Suite[] {
  if (only === undefined) return SUITES;
  return only.split(',').map((name) => {
    const suite = SUITES.find((candidate) => candidate.name === name);
    if (suite === undefined) throw new Error(`There is no suite "${name}".\n${USAGE}`);
    return suite;
  });
}

function positive(text: string, name: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0.`);
  return number;
}

async function writeResults(rows: readonly Row[]): Promise<void> {
  const previous = await readFile(RESULTS, 'utf8').catch(() => undefined);
  const date = new Date().toISOString().slice(0, 10);
  const page = resultsPage(previous, rows, {
    machine: `${machine()}, ${await databases()}`,
    date,
  });
  await writeFile(
    RESULTS,
    await format(page, { ...(await resolveConfig(RESULTS)), filepath: RESULTS }),
  );
}

// An interrupt removes the databases of this run, as an ordinary end does.
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
