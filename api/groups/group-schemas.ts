import { description, id, instant, name, pageOf, pageQuery, search, z } from '../http/wire';
import { ALERT_TOPICS, groupSnapshot, MAX_GROUP_MEMBERS, type Group } from './group';

const memberIds = z
  .array(id('member'))
  .max(MAX_GROUP_MEMBERS, `A group must have at most ${MAX_GROUP_MEMBERS} members.`)
  .openapi({ description: 'IDs of the members of the group, in any order.' });

const topics = z
  .array(z.enum(ALERT_TOPICS).openapi('AlertTopic'))
  .max(ALERT_TOPICS.length)
  .openapi({
    description: 'Topics of the alerts that the members receive, in Keyplane and by mail.',
  });

export const groupParamsSchema = z.strictObject({ group_id: id('group') });

export const groupQuerySchema = pageQuery(id('group'), ['created_at', 'name']).extend({
  q: search('groups', 'name or description', 'ID'),
  name: name.optional().openapi({ description: 'Only the group with exactly this name.' }),
});

export const createGroupSchema = z
  .strictObject({
    name,
    description: description.nullable().default(null),
    member_ids: memberIds.default([]),
    topics: topics.default([]),
  })
  .openapi('CreateGroupRequest', {
    example: { name: 'On call', topics: ['account_alerts'] },
  });

export const updateGroupSchema = z
  .strictObject({
    name: name.optional(),
    description: description.nullable().optional(),
    member_ids: memberIds.optional(),
    topics: topics.optional(),
  })
  .openapi('UpdateGroupRequest', { example: { name: 'On call' } });

export const groupSchema = z
  .strictObject({
    id: id('group'),
    name: z.string(),
    description: z.string().nullable(),
    member_ids: z.array(z.string()).openapi({
      description:
        'IDs of the members of the group, sorted. Members who leave the team are removed.',
    }),
    topics,
    created_at: instant,
    created_by: z.string(),
  })
  .openapi('Group');

export const groupPageSchema = pageOf(groupSchema).openapi('GroupPage');

export function groupToWire(group: Group): z.input<typeof groupSchema> {
  return {
    ...groupSnapshot(group),
    created_at: group.createdAt.toISOString(),
    created_by: group.createdBy,
  };
}
