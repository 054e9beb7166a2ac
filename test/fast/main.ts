import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { buildImportGraph, readSourceFiles } from '../support/import-graph';
import { fastTestsOf, startsApi, testsWith } from './fast-tests';
import { isConstructs, planRun, type TestSeconds } from './run-plan';
import type { Shares } from './shards';
import testSeconds from './test-seconds.json';

const ROOT = path.join(__dirname, '../..');
/**
 * The workers inherit this setting. With more room for young objects, they collect garbage less
 * often.
 */
const YOUNG_SPACE = '--max-semi-space-size=64';

interface Run {
  /** Without this argument, the tests that are not fast are omitted. */
  readonly whole: boolean;
  readonly seconds: TestSeconds;
  /** More shards keep all workers busy for longer, but each shard loads the modules once. */
  readonly shares: {
    readonly ofApi: Shares;
    readonly ofOthers: Shares;
    readonly ofBrowser: Shares;
    readonly ofPostgres: Shares;
    readonly ofTerraform: Shares;
    readonly ofConstructs: Shares;
  };
  readonly waiting: number;
  readonly environment: Readonly<Record<string, string>>;
}

// Loading the modules of the API takes as long as 200 requests, so there are no more shards than cores need.
const FAST_RUN: Run = {
  whole: false,
  seconds: testSeconds.fast,
  shares: {
    ofApi: equal(Math.max(2, availableParallelism())),
    ofOthers: equal(1),
    ofBrowser: [],
    ofPostgres: [],
    ofTerraform: [],
    ofConstructs: [],
  },
  waiting: 1,
  environment: { KEYPLANE_TEST_DATABASES: 'sqlite', KEYPLANE_TEST_EFFORT: 'fast' },
};

// The slow tests keep the workers busy after the shards.
const WHOLE_RUN: Run = {
  whole: true,
  seconds: testSeconds.all,
  shares: {
    ofApi: equal(10),
    ofOthers: equal(3),
    ofBrowser: equal(5),
    ofPostgres: equal(2),
    ofTerraform: equal(10),
    ofConstructs: equal(1),
  },
  // A slow test uses the processor for only half of its time.
  waiting: 2,
  environment: {},
};

function equal(count: number): Shares {
  return Array<number>(count).fill(1);
}

/**
 * Runs the tests that need neither terraform, PostgreSQL, a browser nor a build; with `--all`, all tests.
 * The other arguments are Jest's.
 */
async function main(args: readonly string[]): Promise<void> {
  const [first, ...rest] = args;
  if (first !== '--all') process.exitCode = await runShards(FAST_RUN, args);
  else if (rest.every((arg) => arg.startsWith('-'))) {
    process.exitCode = await runShards(WHOLE_RUN, rest);
  } else {
    // An argument names files or a test, and Jest finds those only without shards.
    process.exitCode = await runJest(rest);
  }
}

async function runShards(run: Run, args: readonly string[]): Promise<number> {
  const folder = path.join(ROOT, '.cache/test-shards', run.whole ? 'whole' : 'fast');
  const graph = buildImportGraph(readSourceFiles(ROOT, ['test']), {});
  const fast = fastTestsOf(graph);
  const slow = (needed: Parameters<typeof testsWith>[0]) =>
    run.whole ? testsWith(needed, graph) : [];
  const withTerraform = slow('terraform');
  const isOfApi = (file: string) => startsApi(file, graph);
  const sharded = [
    { tests: fast.filter(isOfApi), shares: run.shares.ofApi },
    { tests: fast.filter((file) => !isOfApi(file)), shares: run.shares.ofOthers },
    { tests: slow('browser'), shares: run.shares.ofBrowser },
    { tests: slow('postgres'), shares: run.shares.ofPostgres },
    {
      tests: withTerraform.filter((file) => !isConstructs(file)),
      shares: run.shares.ofTerraform,
    },
    { tests: withTerraform.filter(isConstructs), shares: run.shares.ofConstructs },
  ];
  const dealt = new Set(sharded.flatMap(({ tests }) => tests));
  const isAlone = (file: string) => file.endsWith('.test.ts') && !dealt.has(file);
  const alone = run.whole ? [...graph.keys()].filter(isAlone) : [];
  const { plan, shards } = planRun({ root: ROOT, folder, sharded, alone, ...run });
  await writeFolder(
    folder,
    new Map([...shards, [path.join(folder, 'plan.json'), JSON.stringify(plan)]]),
  );
  return runJest(['--config', path.join(__dirname, 'jest.config.js'), ...args], {
    ...run.environment,
    KEYPLANE_TEST_SHARDS: folder,
  });
}

/** Another run may use the same files at the same time, so that they are not removed in between. */
async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [file, content] of files) await writeFile(file, content);
  const left = (await readdir(folder)).filter((name) => !files.has(path.join(folder, name)));
  for (const name of left) await rm(path.join(folder, name));
}

async function runJest(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const child = spawn(process.execPath, [YOUNG_SPACE, jest, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
