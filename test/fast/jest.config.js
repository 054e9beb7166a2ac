const path = require('node:path');
const everything = require('../../jest.config');

const root = path.join(__dirname, '../..');

/**
 * As in the whole run, but for shards: files that `main.ts` writes, each of which runs many tests.
 * @type {import('jest').Config}
 */
module.exports = {
  ...everything,
  rootDir: root,
  projects: everything.projects.map((project) => ({
    ...project,
    rootDir: root,
    roots: [path.join(process.env.KEYPLANE_TEST_SHARDS, project.displayName ?? 'all')],
    testMatch: ['**/*.test.js'],
  })),
};
