import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parseBenchOptions, usageOf, type BenchOptions } from './bench-options';
import { databases, machine } from './machine';
import type { Row, Suite, SuiteOptions } from './measure';
import { plainTable, resultsPage } from './results';
import { SUITES } from './suites';

const RESULTS = join(__dirname, 'RESULTS.md');

/** Every figure is next to a baseline of the same run; none is a test. */
async function main(options: BenchOptions): Promise<void> {
  if (options.help) return console.log(usageOf(SUITES));
  console.log(`${machine()}\n`);
  const rows = await rowsOf(options.suites, options);
  console.log(plainTable(rows));
  if (options.results) await writeResults(rows);
}

/** If a suite fails, the others still run. */
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

function optionsOf(args: readonly string[]): BenchOptions | undefined {
  try {
    return parseBenchOptions(args, SUITES);
  } catch (error) {
    console.error(
      `${error instanceof Error ? error.message : String(error)}\n\n${usageOf(SUITES)}`,
    );
    process.exitCode = 2;
    return undefined;
  }
}

const options = optionsOf(process.argv.slice(2));
if (options !== undefined) {
  main(options).catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
