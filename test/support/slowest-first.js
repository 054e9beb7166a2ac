const { default: TestSequencer } = require('@jest/test-sequencer');

/** What starts terraform or whole installations: up to two minutes a file. */
const SLOW_FOLDERS = ['/test/e2e/', '/test/faults/', '/test/proof/', '/test/upgrade/'];

const isSlow = ({ path }) => SLOW_FOLDERS.some((folder) => path.includes(folder));

/**
 * Runs slow files before all others, so that none of them is left to one worker at the end while the
 * other is idle. Jest by itself needs the times of an earlier run for that, which a fresh clone lacks.
 */
class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = [...super.sort(tests)];
    return [...sorted.filter(isSlow), ...sorted.filter((test) => !isSlow(test))];
  }
}

module.exports = SlowestFirst;
