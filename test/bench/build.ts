import { join } from 'node:path';
import { version } from '../../provider/package.json';
import { GIVEN_PROVIDER } from '../support/tested-provider';

export const ROOT = join(__dirname, '../..');

/** The server as people start it, with the code that the build has compiled. */
export const COMMAND = join(ROOT, 'api/bin/keyplane.js');

/** The provider for Node that `npm run build` leaves. */
export const SCRIPT = join(ROOT, 'provider/dist/terraform-provider-keyplane');

/**
 * The given provider, or the one that `npm run build` leaves, in a place where terraform finds it.
 */
export const PROVIDER = {
  executable: GIVEN_PROVIDER ?? SCRIPT,
  source: 'keyplane.local/keyplane/keyplane',
  version,
};
