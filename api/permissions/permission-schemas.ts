import {
  isMembersOnlyPermission,
  KEYPLANE_PERMISSIONS,
  PUBLISHED_PERMISSIONS,
  TEAM_ROLE_PERMISSIONS,
} from '../domain/permission';
import { z } from '../http/wire';

export const permissionListSchema = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          permission: z.enum(KEYPLANE_PERMISSIONS),
          description: z.string(),
          owner: z.boolean(),
          admin: z.boolean(),
          user: z.boolean(),
          members_only: z.boolean().openapi({
            description:
              'Whether only members can use the permission. In a role of a service ' +
              'account, it only decides what the account may grant.',
          }),
        })
        .openapi('Permission'),
    ),
  })
  .openapi('PermissionList');

/**
 * Keyplane's own permissions, and the team roles that have each. The published matrix is the same one
 * that decides.
 */
export function permissionsToWire(): z.input<typeof permissionListSchema> {
  const { owner, admin, user } = TEAM_ROLE_PERMISSIONS;
  return {
    items: PUBLISHED_PERMISSIONS.map(({ name: permission, text }) => ({
      permission,
      description: text,
      owner: owner.includes(permission),
      admin: admin.includes(permission),
      user: user.includes(permission),
      members_only: isMembersOnlyPermission(permission),
    })),
  };
}
