#!/usr/bin/env node
// In a checkout npm links this file before anything is built; it must exist by then.
const { existsSync } = require('node:fs');
const path = require('node:path');

const main = path.join(__dirname, '..', 'dist', 'main.js');
if (existsSync(main)) {
  require(main);
} else {
  process.stderr.write('keyplane: not built yet. Run `npm run build` first.\n');
  process.exitCode = 1;
}
