import type { Group } from '../client';
import { set, string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: groupDataSource, all: groupsDataSource } = defineFindable({
  noun: 'group',
  descriptions: {
    one: 'A group, found by its ID or its name.',
    all: 'The groups of the team.',
  },
  attributes: {
    description: string.computed({ description: 'What the group is for.', nullable: true }),
    member_ids: set(string).computed({ description: 'The IDs of the members of the group.' }),
    topics: set(string).computed({
      description: 'The alerts that the members of the group receive.',
    }),
    created_at: string.computed({
      description: 'When the group was created, as an RFC 3339 time in UTC.',
    }),
    created_by: string.computed({
      description: 'The ID of the member or service account that created the group.',
    }),
  },
  filters: byName('groups'),
  api: (client) => client.groups,
  toModel,
});

function toModel(group: Group) {
  const { id, name, description, member_ids, topics, created_at, created_by } = group;
  return { id, name, description, member_ids, topics, created_at, created_by };
}
