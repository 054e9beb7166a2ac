const { existsSync, readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

// Of a million keys, hardly one is used twice in a short time. So most of what is read soon becomes
// garbage, and by default V8 would let the heap grow to several times the live data. The flag is
// set in this file, because V8 refuses compiled code from a build with other flags.
setFlagsFromString('--heap-growing-percent=50');

/**
 * Reads a CommonJS file with the code that a build compiled from it. V8 refuses code that another
 * version of Node compiled, or that comes from a source of another length. It then compiles the
 * file as usual.
 */
function scriptOf(file) {
  const compiled = compiledFileOf(file);
  return new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    ...(existsSync(compiled) && { cachedData: readFileSync(compiled) }),
  });
}

/**
 * Runs a CommonJS file with the code that a build compiled from it.
 * @returns the script, so that the caller can store the compiled code
 */
function runCompiled(file) {
  const script = scriptOf(file);
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

module.exports = { compiledFileOf, runCompiled, scriptOf };
