import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import { createRoleDirectory } from './role-directory';
import { createKnexRoleStore } from './role-store';
import { createRoleEndpoints } from './role-routes';
import { createRoleService, type RoleServiceDependencies } from './role-service';

export function composeRoles(
  dependencies: SliceParts & Pick<RoleServiceDependencies, 'creations' | 'usage'>,
) {
  const { database } = dependencies;
  const store = createKnexRoleStore(database);
  const service = createRoleService({ ...dependencies, store, unitOfWork: database });
  const objects: TeamObjects = store;
  return {
    endpoints: createRoleEndpoints(service),
    purge: [],
    objects: { role: objects },
    directory: createRoleDirectory({ store }),
  };
}
