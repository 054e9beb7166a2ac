import type { Role } from '../client';
import { number, set, string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: roleDataSource, all: rolesDataSource } = defineFindable({
  noun: 'role',
  descriptions: {
    one: 'A role, by its ID or its name.',
    all: "The team's roles.",
  },
  attributes: {
    description: string.computed({ description: 'What the role is for.', nullable: true }),
    permissions: set(string).computed({ description: 'The permissions that it grants.' }),
    service_account_count: number.computed({ description: 'How many service accounts hold it.' }),
    created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
    created_by: string.computed({ description: 'The ID of who created it.' }),
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
