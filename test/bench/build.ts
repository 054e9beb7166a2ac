import { join } from 'node:path';
import { version } from '../../provider/package.json';
import { GIVEN_PROVIDER } from '../support/tested-provider';

export const ROOT = join(__dirname, '../..');

/** The server as people start it, with the code that the build has compiled. */
export const COMMAND = join(ROOT, 'api/bin/keyplane.js');

/** The given provider, or the one that `npm run build` leaves, as terraform is to find it. */
export const PROVIDER = {
  executable: GIVEN_PROVIDER ?? join(ROOT, 'provider/dist/terraform-provider-keyplane'),
  source: 'keyplane.local/keyplane/keyplane',
  version,
};
