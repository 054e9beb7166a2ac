import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImportGraph, readSourceFiles } from '../support/import-graph';
import { fastTestsOf, shardSource, shardsOf } from './fast-tests';

const ROOT = path.join(__dirname, '../..');
/** More shards keep both workers busy for longer, but each shard loads the modules once. */
const SHARDS = 4;
/** The workers inherit it: with more room for young objects they collect garbage less often. */
const YOUNG_SPACE = '--max-semi-space-size=64';

/** Runs the tests that need neither terraform, PostgreSQL nor a build. The arguments are Jest's. */
async function main(args: readonly string[]): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'keyplane-test-fast-'));
  try {
    const tests = fastTestsOf(buildImportGraph(readSourceFiles(ROOT, ['test']), {}));
    await writeShards(path.join(folder, 'all'), shardsOf(tests, SHARDS));
    const constructs = tests.filter((file) => file.startsWith('test/constructs/'));
    await writeShards(path.join(folder, 'cdktn'), [constructs]);
    process.exitCode = await runJest(folder, args);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeShards(folder: string, shards: readonly string[][]): Promise<void> {
  await mkdir(folder);
  for (const [at, tests] of shards.entries()) {
    await writeFile(path.join(folder, `shard-${at + 1}.test.js`), shardSource(ROOT, tests));
  }
}

async function runJest(shards: string, args: readonly string[]): Promise<number> {
  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const config = path.join(__dirname, 'jest.config.js');
  const child = spawn(process.execPath, [YOUNG_SPACE, jest, '--config', config, ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: {
      ...process.env,
      KEYPLANE_TEST_SHARDS: shards,
      KEYPLANE_TEST_DATABASES: 'sqlite',
      KEYPLANE_TEST_EFFORT: 'fast',
    },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
