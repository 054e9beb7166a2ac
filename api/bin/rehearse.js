// `node rehearse.js <file> <argument…>`: runs the file. At the end, stores the code that V8 has
// compiled.
const { writeFileSync } = require('node:fs');
const { compiledFileOf, runCompiled } = require('./run-compiled.js');

const [file] = process.argv.splice(2, 1);
const script = runCompiled(file);
process.once('exit', () => {
  // The server hides the files that it writes. But everybody who runs the program must be able to
  // read this one.
  process.umask(0o022);
  writeFileSync(compiledFileOf(file), script.createCachedData());
});
