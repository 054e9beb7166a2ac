import {
  isMembersOnlyPermission,
  isMisspelledKeyplanePermission,
  MEMBERS_ONLY_PERMISSIONS,
  PERMISSION_PATTERN,
} from '../domain/permission';
import { description, id, instant, name, pageOf, pageQuery, search, z } from '../http/wire';
import { suggestPermission } from './permission-suggestion';
import { roleSnapshot } from './role';
import type { CountedRole, UpdatedRole } from './role-service';

const permission = z
  .string()
  .regex(
    PERMISSION_PATTERN,
    'A permission must have the form <resource>.<action>, such as reports.read.',
  )
  .superRefine((given, context) => {
    if (!isMisspelledKeyplanePermission(given)) return;
    context.addIssue({
      code: 'custom',
      params: { code: 'unknown_permission' },
      message: `Unknown permission ${given}. Did you mean ${suggestPermission(given)}?`,
    });
  })
  .openapi({ example: 'reports.read', 'x-must-be': 'a permission such as `reports.read`' });

const permissions = z
  .array(permission)
  .max(200, 'A role must have at most 200 permissions.')
  .openapi({
    description:
      "Permissions that the role grants, in any order: Keyplane's own and those of your " +
      `services. A service account cannot use ${MEMBERS_ONLY_PERMISSIONS.join(', ')}. The ` +
      'answer lists those that you grant.',
  });

const membersOnlyPermission = z.enum(MEMBERS_ONLY_PERMISSIONS).openapi('MembersOnlyPermission', {
  description: 'A permission that only members can use.',
});

export const roleParamsSchema = z.strictObject({ role_id: id('role') });

export const roleQuerySchema = pageQuery(id('role'), ['created_at', 'name']).extend({
  q: search('roles', 'name or description', 'ID'),
  name: name.optional().openapi({ description: 'Only the role with exactly this name.' }),
});

export const createRoleSchema = z
  .strictObject({ name, description: description.nullable().default(null), permissions })
  .openapi('CreateRoleRequest', {
    example: { name: 'Report reader', permissions: ['reports.read'] },
  });

export const updateRoleSchema = z
  .strictObject({
    name: name.optional(),
    description: description.nullable().optional(),
    permissions: permissions.optional(),
  })
  .openapi('UpdateRoleRequest', { example: { permissions: ['reports.read'] } });

export const roleSchema = z
  .strictObject({
    id: id('role'),
    name: z.string(),
    description: z.string().nullable(),
    permissions: z.array(z.string()).openapi({ description: 'Sorted.' }),
    members_only_permissions: z.array(membersOnlyPermission).openapi({
      description:
        'Permissions of the role that no service account can use. They only decide what ' +
        'the service account may grant, such as the team role of a new member.',
    }),
    service_account_count: z.number().int(),
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('Role');

export const rolePageSchema = pageOf(roleSchema).openapi('RolePage');

export const updatedRoleSchema = z
  .strictObject({
    ...roleSchema.shape,
    affected_active_keys: z.number().int().openapi({
      description: 'Number of active keys that the change affected. 0 if nothing changed.',
    }),
  })
  .openapi('UpdatedRole');

export function roleToWire(role: CountedRole): z.input<typeof roleSchema> {
  return {
    ...roleSnapshot(role),
    members_only_permissions: role.permissions.filter(isMembersOnlyPermission),
    service_account_count: role.serviceAccountCount,
    created_at: role.createdAt.toISOString(),
    created_by: role.createdBy,
  };
}

export function updatedRoleToWire(role: UpdatedRole): z.input<typeof updatedRoleSchema> {
  return { ...roleToWire(role), affected_active_keys: role.affectedActiveKeys };
}
