const { availableParallelism } = require('node:os');
const path = require('node:path');
const everything = require('../../jest.config');

const root = path.join(__dirname, '../..');
const folder = process.env.KEYPLANE_TEST_SHARDS;
/** @type {import('./run-plan').RunPlan} */
const plan = require(path.join(folder, 'plan.json'));

/**
 * The configuration of `npx jest`, but for shards. A shard is a file that `main.ts` writes, and
 * that runs many tests.
 * @type {import('jest').Config}
 */
module.exports = {
  ...everything,
  rootDir: root,
  // More workers than cores, because tests wait for a database or another program.
  maxWorkers: Math.max(2, availableParallelism()) + plan.waiting,
  projects: everything.projects
    .map((project) => ({ project, files: plan.files[project.displayName ?? 'all'] }))
    .filter(({ files }) => files.length > 0)
    .map(({ project, files }) => ({
      ...project,
      rootDir: root,
      roots: [folder, path.join(root, 'test')],
      testMatch: files,
    })),
};
