// Runs the program with the code that a build has compiled from it. The program is the last comment
// of this file, so that Node does not compile it before the launcher knows whether that is needed.
/* global COMPILED -- the SHA-256 of the compiled code, in hexadecimal; empty if there is none */
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
 * The compiled code is next to the folder of this file. Terraform's lock file covers only the
 * folder, so the code could be replaced without notice. That is why only code with the digest in
 * this file is used. V8 refuses code that another version of Node compiled, and then compiles the
 * program as usual.
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

/**
 * Old versions of Node must be able to read this file, too. So this part is built for them, and the
 * program is in a comment.
 */
function refuseOldNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = MINIMUM_NODE.split('.').map(Number);
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return;
  const { writeSync } = require('fs');
  const sentence =
    `terraform-provider-keyplane needs Node.js ${MINIMUM_NODE} or later, and ${process.execPath} is ` +
    `version ${process.versions.node}. Install a newer version, or put it first on the PATH of terraform.\n`;
  writeSync(2, sentence);
  // Terraform shows this line, but not the standard error.
  if (process.env.TF_PLUGIN_MAGIC_COOKIE) {
    writeSync(Number(process.env.KEYPLANE_HANDSHAKE_FD || 1), sentence);
  }
  process.exit(1);
}
