// `node --require keep-compiled.js <file>`: keeps, when the process ends, what V8 has compiled by then
// of the script that the file runs.
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    process.once('exit', () =>
      writeFileSync(process.env.KEEP_COMPILED_IN, this.createCachedData()),
    );
  }
};
