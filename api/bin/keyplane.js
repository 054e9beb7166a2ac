#!/usr/bin/env node
if (process.argv[2] === 'serve') require('./early-signals.js').keepEarlySignals();

// In a checkout, npm links this file before anything is built, so the file must exist by then.
const { existsSync } = require('node:fs');
const path = require('node:path');
const { runCompiled } = require('./run-compiled.js');

const main = path.join(__dirname, '..', 'dist', 'main.js');
if (!existsSync(main)) {
  process.stderr.write('keyplane: not built yet. Run `npm run build` first.\n');
  process.exitCode = 1;
} else if (process.sourceMapsEnabled) {
  // Node reads source maps only of the files that it loads itself.
  require(main);
} else {
  runCompiled(main);
}
