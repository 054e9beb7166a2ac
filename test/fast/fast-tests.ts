import type { ImportGraph } from '../support/import-graph';

/** A test that reaches one of these needs terraform, PostgreSQL or a build. */
const SLOW = new Set([
  'node:child_process',
  'test/support/terraform.ts',
  'test/support/postgres.ts',
  'test/support/embedded-postgres-server.ts',
]);

/** It starts PostgreSQL only for tests on PostgreSQL, which the fast run omits. */
const ON_EITHER_DATABASE = 'test/support/api.ts';

/** The test files that need neither terraform, PostgreSQL nor a build, by what they import. */
export function fastTestsOf(graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && !reachesSlow(file, graph))
    .sort();
}

function reachesSlow(test: string, graph: ImportGraph): boolean {
  const reached = new Set([test]);
  for (const file of reached) {
    if (SLOW.has(file)) return true;
    if (file === ON_EITHER_DATABASE) continue;
    for (const imported of graph.get(file) ?? []) reached.add(imported);
  }
  return false;
}

/** Deals the files out in turn, so that the heavy ones of one folder are in different shards. */
export function shardsOf(files: readonly string[], count: number): string[][] {
  return Array.from({ length: count }, (_, shard) =>
    files.filter((_, at) => at % count === shard),
  ).filter((shard) => shard.length > 0);
}

/**
 * One file that runs all these tests, so that they load each module once. The outer `describe` names
 * the test's own file if it fails.
 */
export function shardSource(root: string, files: readonly string[]): string {
  return files
    .map(
      (file) => `describe(${JSON.stringify(file)}, () => {
  require(${JSON.stringify(`${root}/${file}`)});
  afterAll(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });
});
`,
    )
    .join('');
}
