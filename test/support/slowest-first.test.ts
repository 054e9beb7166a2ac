type Sorted = { readonly path: string }[];

interface Sequencer {
  sort(tests: readonly object[]): Sorted;
}

const SlowestFirst = jest.requireActual<new (options: object) => Sequencer>('./slowest-first.js');

const SIZES: Record<string, number> = {
  '/repo/test/architecture.test.ts': 40,
  '/repo/test/api/groups.test.ts': 90,
  '/repo/test/e2e/small.test.ts': 10,
  '/repo/test/e2e/large.test.ts': 20,
  '/repo/test/faults/converge.test.ts': 5,
};

test('slow folders run first, the largest file of each group before the others', () => {
  const context = { config: { cache: false }, hasteFS: { getSize: (file: string) => SIZES[file] } };
  const tests = Object.keys(SIZES).map((path) => ({ path, context }));
  const sorted = new SlowestFirst({}).sort(tests);
  expect(sorted.map(({ path }) => path)).toEqual([
    '/repo/test/e2e/large.test.ts',
    '/repo/test/e2e/small.test.ts',
    '/repo/test/faults/converge.test.ts',
    '/repo/test/api/groups.test.ts',
    '/repo/test/architecture.test.ts',
  ]);
});
