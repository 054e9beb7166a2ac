import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  createRoleSchema,
  rolePageSchema,
  roleParamsSchema,
  roleQuerySchema,
  roleSchema,
  roleToWire,
  updatedRoleSchema,
  updatedRoleToWire,
  updateRoleSchema,
} from './role-schemas';
import type { RoleService } from './role-service';

const tag = 'Roles';

export function createRoleEndpoints(service: RoleService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listRoles',
      method: 'get',
      path: '/v1/roles',
      tag,
      summary: "List the team's roles",
      access: 'roles.read',
      query: roleQuerySchema,
      status: 200,
      response: rolePageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listRoles', { caller, query });
        const page = await service.list(caller, { name: query.name, search: query.q }, asked);
        return { body: pageToWire(page, asked, roleToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getRole',
      method: 'get',
      path: '/v1/roles/{role_id}',
      tag,
      summary: 'Get a role',
      access: 'roles.read',
      params: roleParamsSchema,
      status: 200,
      response: roleSchema,
      async handle({ caller, params }) {
        const role = await service.find(caller, params.role_id);
        return { body: roleToWire(role), version: role.version };
      },
    }),
    defineEndpoint({
      operationId: 'createRole',
      method: 'post',
      path: '/v1/roles',
      tag,
      summary: 'Create a role',
      description: 'You cannot grant a permission that you do not have.',
      access: 'roles.create',
      body: createRoleSchema,
      status: 201,
      response: roleSchema,
      idempotent: true,
      failures: ['role_escalation'],
      async handle({ caller, body }) {
        const role = await service.create(caller, body);
        return { body: roleToWire(role), version: role.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateRole',
      method: 'patch',
      path: '/v1/roles/{role_id}',
      tag,
      summary: 'Change a role',
      description:
        'The change applies immediately to every key of every service account with the ' +
        'role. The answer says how many keys are active.',
      access: 'roles.update',
      params: roleParamsSchema,
      body: updateRoleSchema,
      status: 200,
      response: updatedRoleSchema,
      conditional: true,
      failures: ['role_escalation'],
      async handle({ caller, params, body, expectedVersion }) {
        const role = await service.update(caller, params.role_id, body, expectedVersion);
        return { body: updatedRoleToWire(role), version: role.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteRole',
      method: 'delete',
      path: '/v1/roles/{role_id}',
      tag,
      summary: 'Delete a role that no service account has',
      access: 'roles.delete',
      params: roleParamsSchema,
      status: 204,
      conditional: true,
      failures: ['role_in_use'],
      async handle({ caller, params, expectedVersion }) {
        await service.delete(caller, params.role_id, expectedVersion);
      },
    }),
  ];
}
