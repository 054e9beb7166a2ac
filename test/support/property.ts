import fc from 'fast-check';
import { effort } from './effort';

const given = process.env.KEYPLANE_TEST_SEED;

/**
 * Every run tries the same cases. Otherwise a test could fail by chance in an unrelated change.
 * `KEYPLANE_TEST_SEED=7 npx jest …` tries other cases.
 */
fc.configureGlobal({
  ...fc.readConfigureGlobal(),
  seed: given === undefined ? 1 : Number(given),
  numRuns: effort({ full: 100, fast: 25 }),
});

export { fc };
