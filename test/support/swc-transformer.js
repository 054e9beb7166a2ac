const { createTransformer } = require('@swc/jest');

const swc = createTransformer({
  jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  module: { type: 'commonjs' },
});

/**
 * Jest's cache holds what was compiled for one configuration, and the shards have configurations of their own.
 * The result depends on the source alone, so that every later run can use it.
 */
module.exports = {
  ...swc,
  getCacheKey: (source, file, options) =>
    swc.getCacheKey(source, file, { ...options, configString: '' }),
};
