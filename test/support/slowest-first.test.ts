import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import testSeconds from '../fast/test-seconds.json';

type Sorted = { readonly path: string }[];

interface Sequencer {
  sort(tests: readonly object[]): Sorted;
}

const SlowestFirst = jest.requireActual<new (options: object) => Sequencer>('./slowest-first.js');

const ROOT = path.join(__dirname, '../..');

function sorted(sizes: Record<string, number>): string[] {
  const context = { config: { cache: false }, hasteFS: { getSize: (file: string) => sizes[file] } };
  const tests = Object.keys(sizes).map((file) => ({ path: file, context }));
  return new SlowestFirst({}).sort(tests).map((test) => test.path);
}

test('files that were measured run by their times, the slowest first', () => {
  const [[slower], [faster]] = Object.entries(testSeconds.all).sort(([, a], [, b]) => b - a) as [
    [string, number],
    [string, number],
  ];
  const slow = path.join(ROOT, slower);
  const fast = path.join(ROOT, faster);
  const other = path.join(ROOT, 'test/never-measured.test.ts');
  expect(sorted({ [other]: 90, [fast]: 20, [slow]: 10 })).toEqual([slow, fast, other]);
});

test('of files that were not measured, those of slow folders run first, then the largest', () => {
  const sizes = {
    '/repo/test/architecture.test.ts': 40,
    '/repo/test/api/groups.test.ts': 90,
    '/repo/test/e2e/small.test.ts': 10,
    '/repo/test/e2e/large.test.ts': 20,
    '/repo/test/faults/converge.test.ts': 5,
  };
  expect(sorted(sizes)).toEqual([
    '/repo/test/e2e/large.test.ts',
    '/repo/test/e2e/small.test.ts',
    '/repo/test/faults/converge.test.ts',
    '/repo/test/api/groups.test.ts',
    '/repo/test/architecture.test.ts',
  ]);
});

describe('in a run of shards', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-plan-'));
  const before = process.env.KEYPLANE_TEST_SHARDS;
  beforeAll(() => {
    const seconds = { '/shards/light.test.js': 10, '/shards/heavy.test.js': 60 };
    writeFileSync(path.join(folder, 'plan.json'), JSON.stringify({ seconds }));
    process.env.KEYPLANE_TEST_SHARDS = folder;
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
    if (before === undefined) delete process.env.KEYPLANE_TEST_SHARDS;
    else process.env.KEYPLANE_TEST_SHARDS = before;
  });

  test('a shard runs by the seconds of its plan', () => {
    const sizes = {
      '/repo/test/api/groups.test.ts': 90,
      '/shards/light.test.js': 1,
      '/shards/heavy.test.js': 1,
    };
    expect(sorted(sizes)).toEqual([
      '/shards/heavy.test.js',
      '/shards/light.test.js',
      '/repo/test/api/groups.test.ts',
    ]);
  });
});
