import { shardSource, shardsOf } from './shards';

const SECONDS: Record<string, number> = { a: 1, b: 8, c: 4, d: 3, e: 2 };
const secondsOf = (file: string) => SECONDS[file] ?? 1;

describe('the shards', () => {
  test('get equal work if their shares are equal', () => {
    expect(shardsOf(['a', 'b', 'c', 'd', 'e'], [1, 1], secondsOf)).toEqual([
      ['a', 'b'],
      ['c', 'd', 'e'],
    ]);
  });

  test('get work in proportion to their shares', () => {
    expect(shardsOf(['a', 'b', 'c', 'd', 'e'], [5, 1], secondsOf)).toEqual([
      ['b', 'c', 'd'],
      ['a', 'e'],
    ]);
  });

  test('are left out if they are empty', () => {
    expect(shardsOf(['a'], [1, 1], secondsOf)).toEqual([['a']]);
    expect(shardsOf([], [1], secondsOf)).toEqual([]);
  });

  test('run each file under its own name', () => {
    const source = shardSource('/repo', ['test/a.test.ts']);
    expect(source).toContain('describe("test/a.test.ts"');
    expect(source).toContain('require("/repo/test/a.test.ts")');
  });

  test('are valid JavaScript, in which a file that does not load fails alone', () => {
    const failures: string[] = [];
    let outer = '';
    const globals = {
      describe(name: string, body: () => void) {
        outer = name;
        body();
      },
      test: (name: string) => failures.push(`${outer} ${name}`),
      afterAll: () => undefined,
      require(file: string) {
        if (file === '/repo/a.test.ts') throw new Error('Cannot find module');
      },
    };
    new Function(...Object.keys(globals), shardSource('/repo', ['a.test.ts', 'b.test.ts']))(
      ...Object.values(globals),
    );
    expect(failures).toEqual(['a.test.ts loads']);
  });
});
