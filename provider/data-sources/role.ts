import type { Role } from '../client';
import { defineDataSource } from '../definitions/define';
import { exactlyOneOf, nestedList, number, set, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
  description: string.computed({ description: 'What the role is for.', nullable: true }),
  permissions: set(string).computed({ description: 'The permissions that it grants.' }),
  service_account_count: number.computed({ description: 'How many service accounts hold it.' }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
};

export const roleDataSource = defineDataSource({
  name: 'keyplane_role',
  description: 'A role, by its ID or its name.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the role.' }),
    name: string.optionalComputed({ description: 'The name of the role, which must be unique.' }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('role', config, {
        byId: (id) => client.roles.get(id, { signal }),
        byName: (name) => client.roles.list({ name }, { signal }),
      }),
    );
  },
});

export const rolesDataSource = defineDataSource({
  name: 'keyplane_roles',
  description: "The team's roles.",
  schema: {
    name: string.optional({ description: 'Only roles of exactly this name.' }),
    roles: nestedList({
      id: string.computed({ description: 'The ID of the role.' }),
      name: string.computed({ description: 'The name of the role.' }),
      ...attributes,
    }).computed({ description: 'The roles, oldest first.' }),
  },
  async read({ name }, { client, signal }) {
    const roles = await client.roles.list(name === null ? {} : { name }, { signal });
    return { roles: roles.map(toModel) };
  },
});

function toModel(role: Role) {
  const { id, name, description, permissions, service_account_count } = role;
  const { created_at, created_by } = role;
  return {
    ...{ id, name, description, permissions, service_account_count },
    ...{ created_at, created_by },
  };
}
