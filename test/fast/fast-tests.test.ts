import { fastTestsOf, shardSource, shardsOf } from './fast-tests';

describe('the fast tests', () => {
  const graph = new Map([
    ['test/api/roles.test.ts', ['test/support/api.ts', 'api/roles/role.ts']],
    ['test/api/changes.test.ts', ['test/api/support/replicas.ts']],
    ['test/api/support/replicas.ts', ['test/support/api.ts', 'test/support/postgres.ts']],
    ['test/support/api.ts', ['test/support/postgres.ts']],
    ['test/support/postgres.ts', ['npm:pg']],
    ['test/e2e/groups.test.ts', ['test/support/terraform.ts']],
    ['test/support/terraform.ts', ['node:child_process']],
    ['test/scripts/program.test.ts', ['node:child_process']],
    ['test/provider/plan.test.ts', ['provider/plan.ts']],
  ]);

  test('reach neither terraform, a PostgreSQL of their own nor another program', () => {
    expect(fastTestsOf(graph)).toEqual(['test/api/roles.test.ts', 'test/provider/plan.test.ts']);
  });

  test('are told from slow ones if helpers import each other', () => {
    const circle = new Map([
      ['test/a.test.ts', ['test/b.ts']],
      ['test/b.ts', ['test/c.ts', 'test/support/terraform.ts']],
      ['test/c.test.ts', ['test/c.ts']],
      ['test/c.ts', ['test/b.ts']],
      ['test/d.test.ts', ['test/e.ts']],
      ['test/e.ts', ['test/f.ts']],
      ['test/f.ts', ['test/e.ts']],
    ]);
    expect(fastTestsOf(circle)).toEqual(['test/d.test.ts']);
  });

  test('are each in exactly one shard, and no shard is empty', () => {
    expect(shardsOf(['a', 'b', 'c', 'd', 'e'], 2)).toEqual([
      ['a', 'c', 'e'],
      ['b', 'd'],
    ]);
    expect(shardsOf(['a'], 2)).toEqual([['a']]);
  });

  test('run under the name of their own file', () => {
    const source = shardSource('/repo', ['test/a.test.ts']);
    expect(source).toContain('describe("test/a.test.ts"');
    expect(source).toContain('require("/repo/test/a.test.ts")');
  });
});
