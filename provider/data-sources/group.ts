import type { Group } from '../client';
import { set, string } from '../terraform-plugin';
import { byName, defineFindable } from './define-findable';

export const { one: groupDataSource, all: groupsDataSource } = defineFindable({
  noun: 'group',
  descriptions: {
    one: 'A group, by its ID or its name.',
    all: "The team's groups.",
  },
  attributes: {
    description: string.computed({ description: 'What the group is for.', nullable: true }),
    member_ids: set(string).computed({ description: 'The IDs of its members.' }),
    topics: set(string).computed({ description: 'What its members are told of.' }),
    created_at: string.computed({ description: 'When it was created, RFC 3339 in UTC.' }),
    created_by: string.computed({ description: 'The ID of who created it.' }),
  },
  filters: byName('groups'),
  api: (client) => client.groups,
  toModel,
});

function toModel(group: Group) {
  const { id, name, description, member_ids, topics, created_at, created_by } = group;
  return { id, name, description, member_ids, topics, created_at, created_by };
}
