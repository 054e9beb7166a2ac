import { fastTestsOf, startsApi, testsWith } from './fast-tests';

describe('the fast tests', () => {
  const graph = new Map([
    ['test/api/roles.test.ts', ['test/support/api.ts', 'api/roles/role.ts']],
    ['test/api/changes.test.ts', ['test/api/support/replicas.ts']],
    ['test/api/support/replicas.ts', ['test/support/api.ts', 'test/support/postgres.ts']],
    ['test/support/api.ts', ['test/support/postgres.ts']],
    ['test/support/postgres.ts', ['npm:pg']],
    ['test/e2e/groups.test.ts', ['test/support/api.ts', 'test/support/terraform.ts']],
    ['test/e2e/spawned.test.ts', ['test/e2e/groups.test.ts', 'node:child_process']],
    ['test/support/terraform.test.ts', ['test/support/terraform.ts']],
    ['test/support/terraform.ts', ['node:child_process']],
    ['test/scripts/program.test.ts', ['node:child_process']],
    ['test/console/sign-in.test.ts', ['test/console/support/test-console.ts']],
    ['test/console/support/test-console.ts', ['test/support/api.ts', 'test/support/browser.ts']],
    ['test/console/as-code.test.ts', ['test/support/browser.ts', 'test/support/terraform.ts']],
    ['test/docs/site.test.ts', ['test/support/browser.ts']],
    ['test/support/browser.ts', ['npm:playwright-core']],
    ['test/provider/plan.test.ts', ['provider/plan.ts']],
  ]);

  test('reach neither terraform, a PostgreSQL of their own, a browser nor another program', () => {
    expect(fastTestsOf(graph)).toEqual(['test/api/roles.test.ts', 'test/provider/plan.test.ts']);
  });

  test('are followed by those that start the API and one slow thing, but no other program', () => {
    expect(testsWith('browser', graph)).toEqual(['test/console/sign-in.test.ts']);
    expect(testsWith('terraform', graph)).toEqual(['test/e2e/groups.test.ts']);
    expect(testsWith('postgres', graph)).toEqual(['test/api/changes.test.ts']);
  });

  test('are distinguished from other tests if they start the API', () => {
    expect(startsApi('test/api/roles.test.ts', graph)).toBe(true);
    expect(startsApi('test/provider/plan.test.ts', graph)).toBe(false);
  });

  test('are distinguished from slow ones if helpers import each other', () => {
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
});
