import fc from 'fast-check';
import { effort } from './effort';

const given = process.env.KEYPLANE_TEST_SEED;

/**
 * Every run tries the same cases, so that a test does not fail by chance in somebody else's change.
 * `KEYPLANE_TEST_SEED=7 npx jest …` tries others.
 */
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: given === undefined ? 1 : Number(given),
  numRuns: effort({ full: 100, fast: 25 }),
});

export { fc };
