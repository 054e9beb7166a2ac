import path from 'node:path';
import { buildProvider } from '../../provider/build-provider';

/**
 * A provider that was built before, such as the executable of a release: the tests that start the built
 * provider start this one instead. It goes by the machine's clock and repeats calls for a minute, so tests
 * that advance the clock of Keyplane, or wait until the provider gives up, fail with it.
 */
export const GIVEN_PROVIDER: string | undefined =
  process.env.KEYPLANE_TEST_PROVIDER && path.resolve(process.env.KEYPLANE_TEST_PROVIDER);

/** The executable that a test starts: the given one, or else one that is built into the folder. */
export async function testedProvider(folder: string): Promise<string> {
  return GIVEN_PROVIDER ?? buildProvider(folder);
}
