const path = require('node:path');
const {
  projects: [project],
  ...everything
} = require('../../jest.config');

/**
 * `npm run check:packages`: tests that pack, install and compile packages. They take minutes, so no
 * other run includes them.
 * @type {import('jest').Config}
 */
module.exports = {
  ...everything,
  rootDir: path.join(__dirname, '../..'),
  projects: [
    {
      ...project,
      rootDir: path.join(__dirname, '../..'),
      testMatch: ['<rootDir>/test/**/*.check.ts'],
    },
  ],
};
