import type { Role } from '../client';
import { number, set, string } from '../terraform-plugin';
import { byName, defineFindable } from '../definitions/define-findable';

export const { one: roleDataSource, all: rolesDataSource } = defineFindable({
  noun: 'role',
  descriptions: {
    one: 'A role, found by its ID or its name.',
    all: 'The roles of the team.',
  },
  attributes: {
    description: string.computed({ description: 'What the role is for.', nullable: true }),
    permissions: set(string).computed({ description: 'The permissions that the role grants.' }),
    service_account_count: number.computed({
      description: 'The number of service accounts with this role.',
    }),
    created_at: string.computed({
      description: 'When the role was created, as an RFC 3339 time in UTC.',
    }),
    created_by: string.computed({
      description: 'The ID of the member or service account that created the role.',
    }),
  },
  filters: byName('roles'),
  api: (client) => client.roles,
  toModel,
});

function toModel(role: Role) {
  const { id, name, description, permissions, service_account_count } = role;
  const { created_at, created_by } = role;
  return {
    id,
    name,
    description,
    permissions,
    service_account_count,
    created_at,
    created_by,
  };
}
