import { planRun } from './run-plan';

const run = {
  root: '/repo',
  folder: '/shards',
  sharded: [
    { tests: ['test/api/roles.test.ts'], shares: [1, 1] },
    { tests: ['test/constructs/role.test.ts'], shares: [1] },
  ],
  alone: ['test/e2e/groups.test.ts', 'test/constructs/quickstart.test.ts'],
  seconds: { 'test/api/roles.test.ts': 3, 'test/e2e/groups.test.ts': 20 },
  waiting: 1,
};

describe('a run', () => {
  const { plan, shards } = planRun(run);

  test('has the fast tests in shards of their groups and the others alone, and those of the constructs twice', () => {
    expect(plan.files).toEqual({
      all: [
        '/shards/all-1.test.js',
        '/shards/all-2.test.js',
        '/repo/test/e2e/groups.test.ts',
        '/repo/test/constructs/quickstart.test.ts',
      ],
      cdktn: ['/shards/cdktn-1.test.js', '/repo/test/constructs/quickstart.test.ts'],
    });
  });

  test('writes the shards that it names', () => {
    expect([...shards.keys()].sort()).toEqual(
      [...plan.files.all, ...plan.files.cdktn].filter((file) => file.startsWith('/shards/')).sort(),
    );
    expect(shards.get('/shards/cdktn-1.test.js')).toContain('/repo/test/constructs/role.test.ts');
  });

  test('knows how long each of its files takes', () => {
    expect(plan.seconds).toEqual({
      '/shards/all-1.test.js': 3,
      '/shards/all-2.test.js': 0.5,
      '/shards/cdktn-1.test.js': 0.5,
      '/repo/test/e2e/groups.test.ts': 20,
      '/repo/test/constructs/quickstart.test.ts': 0.5,
    });
  });
});
