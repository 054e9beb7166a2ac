const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

// Among a million keys hardly one is met twice, so what is read of them is garbage soon: V8 would let
// it grow to several times what lives. Here, since V8 compares its flags with those of a build.
setFlagsFromString('--heap-growing-percent=50');

/**
 * Runs a CommonJS file from what a build compiled of it. V8 refuses what another version of Node
 * compiled, or from a source of another length, and then compiles as ever.
 * @returns the script, for whoever keeps what it compiles
 */
function runCompiled(file) {
  const compiled = compiledFileOf(file);
  const script = new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
  });
  const module = { exports: {} };
  const run = script.runInThisContext();
  run.call(
    module.exports,
    module.exports,
    Module.createRequire(file),
    module,
    file,
    path.dirname(file),
  );
  return script;
}

const compiledFileOf = (file) => file.replace(/\.js$/, '.compiled');

module.exports = { compiledFileOf, runCompiled };
