const path = require('node:path');
const { default: TestSequencer } = require('@jest/test-sequencer');
const measured = require('../fast/test-seconds.json').all;

const ROOT = path.join(__dirname, '../..');
/** Tests in these folders start terraform or whole installations. */
const SLOW_FOLDERS = ['/test/e2e/', '/test/faults/', '/test/proof/', '/test/upgrade/'];

/** The plan of the run has the seconds of the shards. */
function secondsOf({ path: file }, planned) {
  const known = planned[file] ?? measured[path.relative(ROOT, file)];
  return known ?? (SLOW_FOLDERS.some((folder) => file.includes(folder)) ? 5 : 0.5);
}

function plannedSeconds() {
  const shards = process.env.KEYPLANE_TEST_SHARDS;
  return shards === undefined ? {} : require(path.join(shards, 'plan.json')).seconds;
}

/**
 * Runs the files that take longest before all others, so that none of them is left to one worker at
 * the end while the others are idle. Jest itself would need the times of an earlier run for that,
 * and a fresh clone has none.
 */
class SlowestFirst extends TestSequencer {
  sort(tests) {
    const planned = plannedSeconds();
    return [...super.sort(tests)].sort((a, b) => secondsOf(b, planned) - secondsOf(a, planned));
  }
}

module.exports = SlowestFirst;
