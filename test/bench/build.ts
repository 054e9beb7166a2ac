import { join } from 'node:path';
import { version } from '../../provider/package.json';

export const ROOT = join(__dirname, '../..');

/** The server as people start it, with the code that the build has compiled. */
export const COMMAND = join(ROOT, 'api/bin/keyplane.js');

/** The provider as `npm run build` leaves it, as terraform is to find it. */
export const PROVIDER = {
  executable: join(ROOT, 'provider/dist/terraform-provider-keyplane'),
  source: 'keyplane.local/keyplane/keyplane',
  version,
};
