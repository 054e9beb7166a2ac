import type { ImportGraph } from '../support/import-graph';

/** What one test file can share with others in a shard, although it is slow. */
const SHARED = {
  browser: 'test/support/browser.ts',
  postgres: 'test/support/postgres.ts',
  terraform: 'test/support/terraform.ts',
} as const;

/** A test that reaches one of these needs terraform, PostgreSQL, a browser, a build or the compiler of TypeScript. */
const SLOW = new Set([
  'node:child_process',
  'test/support/embedded-postgres-server.ts',
  ...Object.values(SHARED),
  'test/support/built-site.ts',
  'test/support/compile-examples.ts',
]);

/** This module starts PostgreSQL only for tests on PostgreSQL, which the fast run omits. */
const ON_EITHER_DATABASE = 'test/support/api.ts';

/** The test files that need none of these, by what they import. */
export function fastTestsOf(graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && slowOf(file, graph).length === 0)
    .sort();
}

/** The tests that start the API, need this, and need nothing else that is slow. */
export function testsWith(needed: keyof typeof SHARED, graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && startsApi(file, graph))
    .filter((file) => slowOf(file, graph).join() === SHARED[needed])
    .sort();
}

/** Whether it starts the whole API, whose modules take longest to load. */
export function startsApi(test: string, graph: ImportGraph): boolean {
  return reachedFrom(test, graph).has(ON_EITHER_DATABASE);
}

function reachedFrom(test: string, graph: ImportGraph): ReadonlySet<string> {
  const reached = new Set([test]);
  for (const file of reached) {
    // The helpers of the slow tests start programs themselves.
    if (file === ON_EITHER_DATABASE || SLOW.has(file)) continue;
    for (const imported of graph.get(file) ?? []) reached.add(imported);
  }
  return reached;
}

const slowOf = (test: string, graph: ImportGraph) =>
  [...reachedFrom(test, graph)].filter((file) => SLOW.has(file));
