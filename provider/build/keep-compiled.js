// `node --require keep-compiled.js <file>`: when the process ends, stores the code that V8 has
// compiled from the script that the file runs.
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
