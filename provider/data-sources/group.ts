import type { Group } from '../client';
import { defineDataSource } from '../definitions/define';
import { exactlyOneOf, nestedList, set, string } from '../terraform-plugin';
import { findByIdOrName } from './find-one';

const attributes = {
  description: string.computed({ description: 'What the group is for.', nullable: true }),
  member_ids: set(string).computed({ description: 'The IDs of its members.' }),
  topics: set(string).computed({ description: 'What its members are told of.' }),
  created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
  created_by: string.computed({ description: 'The ID of who created it.' }),
};

export const groupDataSource = defineDataSource({
  name: 'keyplane_group',
  description: 'A group, by its ID or its name.',
  schema: {
    id: string.optionalComputed({ description: 'The ID of the group.' }),
    name: string.optionalComputed({ description: 'The name of the group, which must be unique.' }),
    ...attributes,
  },
  validators: [exactlyOneOf('id', 'name')],
  async read(config, { client, signal }) {
    return toModel(
      await findByIdOrName('group', config, {
        byId: (id) => client.groups.get(id, { signal }),
        byName: (name) => client.groups.list({ name }, { signal }),
      }),
    );
  },
});

export const groupsDataSource = defineDataSource({
  name: 'keyplane_groups',
  description: "The team's groups.",
  schema: {
    name: string.optional({ description: 'Only groups of exactly this name.' }),
    groups: nestedList({
      id: string.computed({ description: 'The ID of the group.' }),
      name: string.computed({ description: 'The name of the group.' }),
      ...attributes,
    }).computed({ description: 'The groups, oldest first.' }),
  },
  async read({ name }, { client, signal }) {
    const groups = await client.groups.list(name === null ? {} : { name }, { signal });
    return { groups: groups.map(toModel) };
  },
});

function toModel(group: Group) {
  const { id, name, description, member_ids, topics, created_at, created_by } = group;
  return { id, name, description, member_ids, topics, created_at, created_by };
}
