import type { ImportGraph } from '../support/import-graph';

const BROWSER = 'test/support/browser.ts';

/** A test that reaches one of these needs terraform, PostgreSQL, a browser or a build. */
const SLOW = new Set([
  'node:child_process',
  'test/support/terraform.ts',
  'test/support/postgres.ts',
  'test/support/embedded-postgres-server.ts',
  BROWSER,
  'test/support/built-site.ts',
]);

/** This module starts PostgreSQL only for tests on PostgreSQL, which the fast run omits. */
const ON_EITHER_DATABASE = 'test/support/api.ts';

/** The test files that need neither terraform, PostgreSQL, a browser nor a build, by what they import. */
export function fastTestsOf(graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && slowOf(file, graph).length === 0)
    .sort();
}

/** The tests of the console that need a browser and nothing else that is slow. */
export function browserTestsOf(graph: ImportGraph): string[] {
  return [...graph.keys()]
    .filter((file) => file.endsWith('.test.ts') && startsApi(file, graph))
    .filter((file) => slowOf(file, graph).join() === BROWSER)
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

const slowOf = (test: string, graph: ImportGraph) =>
  [...reachedFrom(test, graph)].filter((file) => SLOW.has(file));
