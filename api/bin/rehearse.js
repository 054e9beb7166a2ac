// `node rehearse.js <file> <argument…>`: runs the file and, at its end, keeps what V8 compiled of it.
const { writeFileSync } = require('node:fs');
const { compiledFileOf, runCompiled } = require('./run-compiled.js');

const [file] = process.argv.splice(2, 1);
const script = runCompiled(file);
process.once('exit', () => {
  // The server keeps what it writes to itself; this is for whoever runs the program.
  process.umask(0o022);
  writeFileSync(compiledFileOf(file), script.createCachedData());
});
