import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { permissionListSchema, permissionsToWire } from './permission-schemas';

export function createPermissionEndpoints(): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listPermissions',
      method: 'get',
      path: '/v1/permissions',
      tag: 'Permissions',
      summary: "Keyplane's own permissions, and which team role holds each",
      description:
        "Every other permission belongs to the platform's services: owners and admins hold all " +
        'of those, users none, and roles grant them to service accounts. The list has no `sort`, because it is ' +
        'fixed: every answer is the same.',
      access: 'authenticated',
      narrowed: 'allowed',
      status: 200,
      response: permissionListSchema,
      handle: () => Promise.resolve({ body: permissionsToWire() }),
    }),
  ];
}
