import { TEAM_ROLE_PERMISSIONS, TEAM_ROLES, type KeyplanePermission } from '../domain/permission';

/** Who has a permission, in the order of the roles: the lowest role decides. */
const HOLDERS = {
  owner: 'owners have',
  admin: 'owners and admins have',
  user: 'every member has',
} as const;

/** For the description of an operation: the permission that it needs, and the team roles that have it. */
export function permissionSentence(permission: KeyplanePermission): string {
  const lowest = TEAM_ROLES.findLast((role) => TEAM_ROLE_PERMISSIONS[role].includes(permission));
  return `Needs the permission \`${permission}\`, which ${HOLDERS[lowest ?? 'owner']}.`;
}

/** The team roles that have each permission, from the highest to the lowest. */
export function teamRolesByPermission(): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    TEAM_ROLE_PERMISSIONS.owner.map((permission) => [
      permission,
      TEAM_ROLES.filter((role) => TEAM_ROLE_PERMISSIONS[role].includes(permission)),
    ]),
  );
}
