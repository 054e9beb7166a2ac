import type { SimpleObjectStore } from '../creations/simple-objects';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import { sortedNameColumn } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { Role } from './role';

export type RoleChange = Partial<Pick<Role, 'name' | 'description' | 'permissions'>>;

export interface RoleFilter {
  readonly name?: string | undefined;
  readonly search?: string | undefined;
}

export interface RoleStore extends SimpleObjectStore<Role, RoleChange>, TeamObjects {
  /** Sorted by ID, with one extra row that shows whether another page follows. */
  list(teamId: string, filter: RoleFilter, page: PageRequest): Promise<readonly Role[]>;
}

interface RoleRow {
  id: string;
  team_id: string;
  name: string;
  description: string | null;
  permissions: string;
  created_at: number;
  created_by: string;
  version: number;
}

const SEARCHED = { containing: ['name', 'description'], beginning: ['id'] };

export function createKnexRoleStore(database: Database): RoleStore {
  const roles = () => database.knex<RoleRow>('roles');

  return {
    ...createKnexTeamObjects(database, { name: 'roles' }),

    async insert(role) {
      await roles().insert(toRow(role));
    },

    async find(teamId, id) {
      const [row] = await roles().where({ team_id: teamId, id });
      return row && toRole(row);
    },

    async findForUpdate(teamId, ids) {
      if (ids.length === 0) return [];
      const query = roles()
        .where({ team_id: teamId })
        .whereIn('id', [...ids])
        .orderBy('id');
      return (await database.dialect.lockRows(query)).map(toRole);
    },

    async list(teamId, filter, page) {
      const query = roles().where({ team_id: teamId });
      if (filter.name !== undefined) void query.where({ name: filter.name });
      if (filter.search !== undefined) whereFound(database, query, filter.search, SEARCHED);
      return (await pageOf(query, page, { name: sortedNameColumn(database) })).map(toRole);
    },

    async update(id, change) {
      await roles()
        .where({ id })
        .update({ ...changeToRow(change), version: database.knex.raw('version + 1') });
    },

    async delete(id) {
      await roles().where({ id }).delete();
    },
  };
}

function toRole(row: RoleRow): Role {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    description: row.description,
    permissions: JSON.parse(row.permissions) as string[],
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    version: row.version,
  };
}

function toRow(role: Role): RoleRow {
  return {
    id: role.id,
    team_id: role.teamId,
    name: role.name,
    description: role.description,
    permissions: JSON.stringify(role.permissions),
    created_at: toMillis(role.createdAt),
    created_by: role.createdBy,
    version: role.version,
  };
}

function changeToRow(change: RoleChange): Partial<RoleRow> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.permissions !== undefined && { permissions: JSON.stringify(change.permissions) }),
  };
}
