import type { RoleStore } from './role-store';

/** A role as other slices see it: its name, and what it grants. */
export interface RoleSummary {
  readonly id: string;
  readonly name: string;
  readonly permissions: readonly string[];
}

/** Other slices look up roles here. */
export interface RoleDirectory {
  /**
   * The team's roles with these IDs, in order of ID. Unknown roles and those of other teams are absent.
   * Within a unit of work, none of them can be deleted or changed before it ends.
   */
  find(teamId: string, roleIds: readonly string[]): Promise<readonly RoleSummary[]>;
}

export function createRoleDirectory({ store }: { readonly store: RoleStore }): RoleDirectory {
  return {
    async find(teamId, roleIds) {
      if (roleIds.length === 0) return [];
      const roles = await store.findForUpdate(teamId, roleIds);
      return roles.map(({ id, name, permissions }) => ({ id, name, permissions }));
    },
  };
}
