import type { RoleDirectory } from './role-directory';
import type { RoleStore } from './role-store';

export function createRoleDirectory({ store }: { readonly store: RoleStore }): RoleDirectory {
  return {
    async find(teamId, roleIds) {
      if (roleIds.length === 0) return [];
      const roles = await store.findForUpdate(teamId, roleIds);
      return roles.map(({ id, name, permissions }) => ({ id, name, permissions }));
    },
  };
}
