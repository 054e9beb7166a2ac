import { defineEndpoint, type Endpoint } from '../http/endpoint';
import { pageRequestOf, pageToWire } from '../http/page';
import {
  createGroupSchema,
  groupPageSchema,
  groupParamsSchema,
  groupQuerySchema,
  groupSchema,
  groupToWire,
  updateGroupSchema,
} from './group-schemas';
import type { GroupService } from './group-service';

const tag = 'Groups';

export function createGroupEndpoints(service: GroupService): Endpoint[] {
  return [
    defineEndpoint({
      operationId: 'listGroups',
      method: 'get',
      path: '/v1/groups',
      tag,
      summary: "List the team's groups",
      access: 'groups.read',
      query: groupQuerySchema,
      status: 200,
      response: groupPageSchema,
      async handle({ caller, query }) {
        const asked = pageRequestOf('listGroups', { caller, query });
        const page = await service.list(caller, { name: query.name, search: query.q }, asked);
        return { body: pageToWire(page, asked, groupToWire) };
      },
    }),
    defineEndpoint({
      operationId: 'getGroup',
      method: 'get',
      path: '/v1/groups/{group_id}',
      tag,
      summary: 'Get a group',
      access: 'groups.read',
      params: groupParamsSchema,
      status: 200,
      response: groupSchema,
      async handle({ caller, params }) {
        const group = await service.find(caller, params.group_id);
        return { body: groupToWire(group), version: group.version };
      },
    }),
    defineEndpoint({
      operationId: 'createGroup',
      method: 'post',
      path: '/v1/groups',
      tag,
      summary: 'Create a group of members, and subscribe it to alerts',
      access: 'groups.create',
      body: createGroupSchema,
      status: 201,
      response: groupSchema,
      idempotent: true,
      async handle({ caller, body }) {
        const { name, description, member_ids: memberIds, topics } = body;
        const group = await service.create(caller, { name, description, memberIds, topics });
        return { body: groupToWire(group), version: group.version };
      },
    }),
    defineEndpoint({
      operationId: 'updateGroup',
      method: 'patch',
      path: '/v1/groups/{group_id}',
      tag,
      summary: 'Change a group, its members or its subscriptions',
      description: '`member_ids` and `topics` replace the previous lists.',
      access: 'groups.update',
      params: groupParamsSchema,
      body: updateGroupSchema,
      status: 200,
      response: groupSchema,
      conditional: true,
      async handle({ caller, params, body, expectedVersion }) {
        const { name, description, member_ids: memberIds, topics } = body;
        const update = { name, description, memberIds, topics };
        const group = await service.update(caller, params.group_id, update, expectedVersion);
        return { body: groupToWire(group), version: group.version };
      },
    }),
    defineEndpoint({
      operationId: 'deleteGroup',
      method: 'delete',
      path: '/v1/groups/{group_id}',
      tag,
      summary: 'Delete a group; its members stay in the team',
      access: 'groups.delete',
      params: groupParamsSchema,
      status: 204,
      conditional: true,
      async handle({ caller, params, expectedVersion }) {
        await service.delete(caller, params.group_id, expectedVersion);
      },
    }),
  ];
}
