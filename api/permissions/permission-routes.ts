import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { permissionListSchema, permissionsToWire } from './permission-schemas';

export function createPermissionEndpoints(): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listPermissions',
      method: 'get',
      path: '/v1/permissions',
      tag: 'Permissions',
      summary: "List Keyplane's own permissions, and the team roles that have each",
      description:
        "Every other permission belongs to the platform's services. Owners and admins have " +
        'all of those permissions, and users have none. Roles grant them to service ' +
        'accounts. The list has no `sort`, because it is fixed: every answer is the same.',
      access: 'authenticated',
      narrowed: 'allowed',
      status: 200,
      response: permissionListSchema,
      handle: () => Promise.resolve({ body: permissionsToWire() }),
    }),
  ];
}
