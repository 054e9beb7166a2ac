// Runs the program, which is the last comment of this file, from what a build has compiled of it.
// It is a comment, so that Node does not compile it before it is known whether there is need.
/* global COMPILED -- the SHA-256 of what was compiled, in hexadecimal; empty if nothing was */
const { createHash } = require('node:crypto');
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
 * Terraform's lock file covers this file and not what lies beside its folder, which V8 would run
 * unseen. So nothing is run from there but the very bytes whose digest stands here. What another
 * version of Node compiled, V8 refuses, and compiles as ever.
 */
function compiledProgram() {
  if (COMPILED === '') return undefined;
  try {
    const compiled = readFileSync(`${__dirname}.compiled`);
    const digest = createHash('sha256').update(compiled).digest('hex');
    return digest === COMPILED ? compiled : undefined;
  } catch {
    return undefined;
  }
}
