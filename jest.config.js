const { availableParallelism } = require('node:os');

/** @type {import('jest').Config} */
const project = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  globalSetup: '<rootDir>/test/support/jest-global-setup.ts',
  transform: {
    '^.+\\.[jt]s$': '<rootDir>/test/support/swc-transformer.js',
  },
  // These are published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose|oauth4webapi|openid-client)/)'],
  // The tests use the sources, so that no test passes on an outdated build.
  moduleNameMapper: {
    '^@keyplane/cdktf$': '<rootDir>/provider/constructs/index.ts',
    '^@keyplane/terraform-plugin$': '<rootDir>/provider/terraform-plugin/index.ts',
    '^@keyplane/terraform-plugin/(serve|testing|docs)$': '<rootDir>/provider/terraform-plugin/$1',
  },
};

/** @type {import('jest').Config} */
module.exports = {
  maxWorkers: Math.max(2, availableParallelism()),
  testTimeout: 60_000,
  testSequencer: '<rootDir>/test/support/slowest-first.js',
  projects: [
    project,
    {
      // The tests of the constructs once more with cdktn, the community's continuation of cdktf,
      // under the alias that its users write.
      ...project,
      displayName: 'cdktn',
      testMatch: ['<rootDir>/test/constructs/**/*.test.ts'],
      moduleNameMapper: {
        ...project.moduleNameMapper,
        '^cdktf$': 'cdktn',
        '^cdktf/(.*)$': 'cdktn/$1',
      },
    },
  ],
};
