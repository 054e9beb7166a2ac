import path from 'node:path';
import { buildProvider } from '../../provider/build-provider';

/**
 * A provider that was built before, such as the executable of a release: the tests that start the built
 * provider start this one instead. It goes by the machine's clock, which `createShiftedClock` shifts for it,
 * and repeats calls for a minute, so tests that wait until it gives up take that long.
 */
export const GIVEN_PROVIDER: string | undefined =
  process.env.KEYPLANE_TEST_PROVIDER && path.resolve(process.env.KEYPLANE_TEST_PROVIDER);

/**
 * How close a test may come to a moment at which something changes. The machine's clock, which a given
 * executable uses, goes on during the test.
 */
export const CLOSE_MS = GIVEN_PROVIDER === undefined ? 1 : 600_000;

/** The executable that a test starts: the given one, or else one that is built into the folder. */
export async function testedProvider(folder: string): Promise<string> {
  return GIVEN_PROVIDER ?? buildProvider(folder);
}
