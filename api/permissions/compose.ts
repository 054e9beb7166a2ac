import { createPermissionEndpoints } from './permission-routes';

/** The published matrix of permissions. */
export function composePermissions() {
  return { endpoints: createPermissionEndpoints(), purge: [] };
}
