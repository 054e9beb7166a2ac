import type { ItemOf } from '../client';
import { defineResource } from '../definitions/define';
import { byName, defineFindable } from '../definitions/define-findable';
import { set, string } from '../terraform-plugin';
import {
  createdAt,
  createdBy,
  displayName,
  freeText,
  id,
  timeouts,
} from '../definitions/attributes';
import { rememberTeam } from '../definitions/acknowledge';
import { ruled } from '../definitions/field-rules';
import { importsById } from '../definitions/import-by-id';
import { judgeInDryRun, type Rehearsal } from '../definitions/judge-in-dry-run';
import { deletedOutside, type Owned, sightOf } from './protection/sight';

export const groupResource = defineResource({
  name: 'keyplane_group',
  description:
    'A group of members and the alerts that they receive, in Keyplane and by mail. A member who ' +
    'leaves the team is removed from its groups.',
  schema: ruled('/v1/groups', {
    id: id('The ID of the group.'),
    name: displayName('The name of the group. Names need not be unique.'),
    description: freeText('What the group is for.'),
    member_ids: set(string).optional({
      description:
        'The IDs of the members of the group. If it is omitted, the group has no members.',
      default: [],
    }),
    topics: set(string).optional({
      description:
        'The alerts that the members of the group receive. `account_alerts`: daily from 14 days ' +
        'before the expiry of a service account key or a shared token, and once after it has ' +
        'expired. If it is omitted, they receive no alerts.',
      default: [],
    }),
    created_at: createdAt,
    created_by: createdBy,
  }),
  timeouts,

  async create(plan, context) {
    const { client, signal } = context;
    await rememberTeam(context);
    return toModel(await client.groups.create(toBody(plan), { signal }));
  },

  read(state, context) {
    const read = async () => {
      const { client, signal } = context;
      const group = await client.groups.refresh(state.id, { signal });
      await rememberTeam(context);
      return toModel(group);
    };
    return sight.read(state, context, read, deletedOutside('group', state.id));
  },

  update: (plan, state, context) =>
    sight.change(state, context, async () =>
      toModel(await context.client.groups.update(state.id, toBody(plan), context)),
    ),

  planDestroy: (state, context) => sight.requireOwnTeam(state, context),
  async modifyPlan(request) {
    await judgeInDryRun(rehearsal, request);
  },

  ...importsById({
    prefix: 'grp',
    read: (client, id, options) => client.groups.refresh(id, options),
  }),

  delete: (state, context) =>
    sight.remove(state, context, () => context.client.groups.remove(state.id, context)),
});

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

const sight = sightOf(labelOf);

function labelOf({ id, name }: Owned & { readonly name: string | null }): string {
  return `Group ${name ?? id}`;
}

interface PlannedGroup {
  readonly name: string;
  readonly description: string | null;
  readonly member_ids: readonly string[];
  readonly topics: readonly string[];
}

const rehearsal: Rehearsal<PlannedGroup, { readonly id: string }> = {
  schema: () => groupResource.schema,
  collection: '/v1/groups',
  createBody: toBody,
  updates: (plan) => [{ method: 'PATCH', body: toBody(plan) }],
};

function toBody(plan: PlannedGroup) {
  const { name, description, member_ids, topics } = plan;
  const subscribed = topics.filter((topic) => topic === 'account_alerts');
  return { name, description, member_ids: [...member_ids], topics: subscribed };
}

function toModel(group: ItemOf<'/v1/groups'>) {
  const { id, name, description, member_ids, topics, created_at, created_by } = group;
  return { id, name, description, member_ids, topics, created_at, created_by };
}
