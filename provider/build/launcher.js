// Runs the program, which is the last comment of this file, from what a build has compiled of it.
// It is a comment, so that Node does not compile it before it is known whether there is need.
/* global COMPILED -- the SHA-256 of what was compiled, in hexadecimal; empty if nothing was */
/* global MINIMUM_NODE -- the oldest version that runs the program, such as 20.19 */
refuseOldNode();

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

/** Old versions read this file, too: it is built for them, and the program is a comment to them. */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = MINIMUM_NODE.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  const { writeSync } = require('fs');
  const sentence =
    `terraform-provider-keyplane needs Node.js ${MINIMUM_NODE} or later, and ${process.execPath} is ` +
    `version ${process.versions.node}. Install a newer version, or put it first on the PATH of terraform.\n`;
  writeSync(2, sentence);
  // Terraform shows this line, and not the standard error.
  if (process.env.TF_PLUGIN_MAGIC_COOKIE) {
    writeSync(Number(process.env.KEYPLANE_HANDSHAKE_FD || 1), sentence);
  }
  process.exit(1);
}
