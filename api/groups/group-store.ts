import type { SimpleObjectStore } from '../creations/simple-objects';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import { sortedNameColumn } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import { type AlertTopic, type Group, sortedSet } from './group';

export type GroupChange = Partial<Pick<Group, 'name' | 'description' | 'memberIds' | 'topics'>>;

export interface GroupFilter {
  readonly name?: string | undefined;
  readonly search?: string | undefined;
}

/** Lock the members before the groups, or units of work deadlock. */
export interface GroupStore extends SimpleObjectStore<Group, GroupChange>, TeamObjects {
  idsOfMember(teamId: string, memberId: string): Promise<readonly string[]>;
  /** Members of the team's groups that subscribe to the topic, each once, in order of ID. */
  subscriberIds(teamId: string, topic: AlertTopic): Promise<readonly string[]>;
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(teamId: string, filter: GroupFilter, page: PageRequest): Promise<readonly Group[]>;
}

interface GroupRow {
  id: string;
  team_id: string;
  name: string;
  description: string | null;
  topics: string;
  created_at: number;
  created_by: string;
  version: number;
}

interface MembershipRow {
  group_id: string;
  member_id: string;
}

const SEARCHED = { containing: ['name', 'description'], beginning: ['id'] };

export function createKnexGroupStore(database: Database): GroupStore {
  const groups = () => database.knex<GroupRow>('groups');
  const memberships = () => database.knex<MembershipRow>('group_members');

  async function withMembers(rows: readonly GroupRow[]): Promise<Group[]> {
    const ids = rows.map((row) => row.id);
    const found = await memberships().whereIn('group_id', ids);
    const byGroup = new Map<string, string[]>(ids.map((id) => [id, []]));
    for (const { group_id, member_id } of found) byGroup.get(group_id)?.push(member_id);
    return rows.map((row) => toGroup(row, byGroup.get(row.id) ?? []));
  }

  async function insertMembers(groupId: string, memberIds: readonly string[]): Promise<void> {
    if (memberIds.length === 0) return;
    await memberships().insert(memberIds.map((member_id) => ({ group_id: groupId, member_id })));
  }

  return {
    ...createKnexTeamObjects(database, { name: 'groups' }),

    async insert(group) {
      await groups().insert(toRow(group));
      await insertMembers(group.id, group.memberIds);
    },

    async find(teamId, id) {
      const rows = await groups().where({ team_id: teamId, id });
      return (await withMembers(rows))[0];
    },

    async findForUpdate(teamId, ids) {
      if (ids.length === 0) return [];
      const query = groups()
        .where({ team_id: teamId })
        .whereIn('id', [...ids])
        .orderBy('id');
      return withMembers(await database.dialect.lockRows(query));
    },

    async idsOfMember(teamId, memberId) {
      const rows = await groups()
        .where({ team_id: teamId })
        .whereIn('id', memberships().where({ member_id: memberId }).select('group_id'))
        .orderBy('id')
        .select('id');
      return rows.map(({ id }) => id);
    },

    async subscriberIds(teamId, topic) {
      const rows = await groups().where({ team_id: teamId });
      const subscribed = rows.filter((row) => topicsOf(row).includes(topic));
      const found = await memberships().whereIn(
        'group_id',
        subscribed.map(({ id }) => id),
      );
      return sortedSet(found.map((row) => row.member_id));
    },

    async list(teamId, filter, page) {
      const query = groups().where({ team_id: teamId });
      if (filter.name !== undefined) void query.where({ name: filter.name });
      if (filter.search !== undefined) whereFound(database, query, filter.search, SEARCHED);
      return withMembers(await pageOf(query, page, { name: sortedNameColumn(database) }));
    },

    async update(id, change) {
      await groups()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
      if (change.memberIds === undefined) return;
      await memberships().where({ group_id: id }).delete();
      await insertMembers(id, change.memberIds);
    },

    async delete(id) {
      await groups().where({ id }).delete();
    },
  };
}

function topicsOf(row: GroupRow): AlertTopic[] {
  return JSON.parse(row.topics) as AlertTopic[];
}

function toGroup(row: GroupRow, memberIds: readonly string[]): Group {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    description: row.description,
    memberIds: sortedSet(memberIds),
    topics: topicsOf(row),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    version: row.version,
  };
}

function toRow(group: Group): GroupRow {
  return {
    id: group.id,
    team_id: group.teamId,
    name: group.name,
    description: group.description,
    topics: JSON.stringify(group.topics),
    created_at: toMillis(group.createdAt),
    created_by: group.createdBy,
    version: group.version,
  };
}

function changeToRow({ name, description, topics }: GroupChange): Partial<GroupRow> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(topics !== undefined && { topics: JSON.stringify(topics) }),
  };
}
