#!/usr/bin/env node
// A signal that arrives while the server is being loaded must not end the process. Loading is synchronous,
// and Node reports signals only when its event loop turns. The server listens for them before that happens,
// so a listener that does nothing is enough here.
if (process.argv[2] === 'serve') {
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => undefined);
}

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
