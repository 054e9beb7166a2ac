// Runs the program, which is the last comment of this file, from what a build has compiled of it.
// It is a comment, so that Node does not compile it before it is known whether there is need.
/* global BUILD -- the digest of the program, in hexadecimal */
const { Buffer } = require('node:buffer');
const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { Script } = require('node:vm');

const file = module.filename;
const text = readFileSync(file, 'utf8');
const start = text.lastIndexOf('\n/*\n') + '\n/*\n'.length;
const script = new Script(wrap(text.slice(start, text.lastIndexOf('*/'))), {
  filename: file,
  lineOffset: text.slice(0, start).split('\n').length - 1,
  cachedData: compiledProgram(),
});
script.runInThisContext()(exports, require, module, file, __dirname);

/**
 * Undefined where none is, or that of another build: V8 itself compares no more than the length of
 * the source. What another version of Node compiled, V8 refuses, and compiles as ever.
 */
function compiledProgram() {
  try {
    const compiled = readFileSync(`${__dirname}.compiled`);
    const build = Buffer.from(BUILD, 'hex');
    return compiled.subarray(0, build.length).equals(build)
      ? compiled.subarray(build.length)
      : undefined;
  } catch {
    return undefined;
  }
}
