import type { ImportGraph } from '../support/import-graph';

/** A test that reaches one of these needs terraform, PostgreSQL, a browser or a build. */
const SLOW = new Set([
  'node:child_process',
  'test/support/terraform.ts',
  'test/support/postgres.ts',
  'test/support/embedded-postgres-server.ts',
  'test/support/browser.ts',
  'test/support/built-site.ts',
  'test/support/browser.ts',
]);

/** This module starts PostgreSQL only for tests on PostgreSQL, which the fast run omits. */
const ON_EITHER_DATABASE = 'test/support/api.ts';

/** The test files that need neither terraform, PostgreSQL, a browser nor a build, by what they import. */
export function fastTestsOf(graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && !reachesSlow(file, graph))
    .sort();
}

/** Whether it starts the whole API, whose modules take longest to load. */
export function startsApi(test: string, graph: ImportGraph): boolean {
  return reachedFrom(test, graph).has(ON_EITHER_DATABASE);
}

function reachedFrom(test: string, graph: ImportGraph): ReadonlySet<string> {
  const reached = new Set([test]);
  for (const file of reached) {
    if (file === ON_EITHER_DATABASE) continue;
    for (const imported of graph.get(file) ?? []) reached.add(imported);
  }
  return reached;
}

function reachesSlow(test: string, graph: ImportGraph): boolean {
  return [...reachedFrom(test, graph)].some((file) => SLOW.has(file));
}
