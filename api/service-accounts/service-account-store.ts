import type { GrantedRole } from '../credentials/credential';
import { toDate, toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { createKnexTeamObjects } from '../database/knex-team-objects';
import { pageOf } from '../database/page-of';
import { sortedNameColumn } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { ServiceAccount } from './service-account';

export type NewServiceAccount = Omit<ServiceAccount, 'roles' | 'version'> & {
  readonly roleIds: readonly string[];
};

export interface ServiceAccountChange {
  readonly name?: string;
  readonly description?: string | null;
  readonly disabledAt?: Date | null;
  readonly roleIds?: readonly string[];
}

export interface ServiceAccountFilter {
  readonly name?: string | undefined;
  readonly search?: string | undefined;
}

export interface ServiceAccountStore extends TeamObjects {
  insert(account: NewServiceAccount): Promise<void>;
  find(teamId: string, id: string): Promise<ServiceAccount | undefined>;
  /** Locks the row until the unit of work ends, so creates of keys take turns. */
  findForUpdate(teamId: string, id: string): Promise<ServiceAccount | undefined>;
  /** With one extra row that shows whether another page follows. */
  list(
    teamId: string,
    filter: ServiceAccountFilter,
    page: PageRequest,
  ): Promise<readonly ServiceAccount[]>;
  /** Its federated identities, and its keys that are not revoked: they end with it. */
  dependentIdsOf(id: string): Promise<readonly string[]>;
  update(id: string, change: ServiceAccountChange): Promise<void>;
  delete(id: string): Promise<void>;
}

interface ServiceAccountRow {
  id: string;
  team_id: string;
  name: string;
  description: string | null;
  disabled_at: number | null;
  created_at: number;
  created_by: string;
  version: number;
}

interface RoleRow {
  service_account_id: string;
  role_id: string;
}

/** One row for each role, and one without a role if there is none. */
type RowWithRole = ServiceAccountRow &
  ({ role_id: string; role_name: string } | { role_id: null; role_name: null });

const SEARCHED = { containing: ['name', 'description'], beginning: ['id'] };

export function createKnexServiceAccountStore(database: Database): ServiceAccountStore {
  const accounts = () => database.knex<ServiceAccountRow>('service_accounts');
  const accountRoles = () => database.knex<RoleRow>('service_account_roles');

  async function withRoles(rows: readonly ServiceAccountRow[]): Promise<ServiceAccount[]> {
    const roles = (await accountRoles()
      .join('roles', 'roles.id', 'service_account_roles.role_id')
      .whereIn(
        'service_account_id',
        rows.map((row) => row.id),
      )
      .orderBy('role_id')
      .select('service_account_id', 'role_id as id', 'name')) as (GrantedRole & RoleRow)[];
    const byAccount = new Map<string, GrantedRole[]>(rows.map((row) => [row.id, []]));
    for (const { service_account_id, id, name } of roles) {
      byAccount.get(service_account_id)?.push({ id, name });
    }
    return rows.map((row) => toServiceAccount(row, byAccount.get(row.id) ?? []));
  }

  async function find(teamId: string, id: string): Promise<ServiceAccount | undefined> {
    const rows = (await accounts()
      .where('service_accounts.id', id)
      .where('service_accounts.team_id', teamId)
      .leftJoin('service_account_roles', 'service_account_id', 'service_accounts.id')
      .leftJoin('roles', 'roles.id', 'role_id')
      .orderBy('role_id')
      .select('service_accounts.*', 'role_id', 'roles.name as role_name')) as RowWithRole[];
    const roles = rows.flatMap((row) =>
      row.role_id === null ? [] : { id: row.role_id, name: row.role_name },
    );
    return rows[0] && toServiceAccount(rows[0], roles);
  }

  async function addRoles(id: string, roleIds: readonly string[]): Promise<void> {
    const rows = roleIds.map((role_id) => ({ service_account_id: id, role_id }));
    if (rows.length > 0) await accountRoles().insert(rows);
  }

  return {
    ...createKnexTeamObjects(database, { name: 'service_accounts' }),

    async insert(account) {
      await accounts().insert({
        id: account.id,
        team_id: account.teamId,
        name: account.name,
        description: account.description,
        disabled_at: toMillis(account.disabledAt),
        created_at: toMillis(account.createdAt),
        created_by: account.createdBy,
        version: 1,
      });
      await addRoles(account.id, account.roleIds);
    },

    find,

    async findForUpdate(teamId, id) {
      const { dialect } = database;
      // A separate statement, because a statement that waits for a lock sees the roles from before
      // the wait.
      if (dialect.locksRows) await dialect.lockRows(accounts().where({ id, team_id: teamId }));
      return find(teamId, id);
    },

    async dependentIdsOf(id) {
      const rows = (await database
        .knex('keys')
        .where({ owner_id: id, revoked_at: null })
        .select('id')
        .unionAll(
          database.knex('federated_identities').where({ service_account_id: id }).select('id'),
        )) as { id: string }[];
      return rows.map((row) => row.id);
    },

    async list(teamId, { name, search }, page) {
      const query = accounts().where({ team_id: teamId });
      if (name !== undefined) void query.where({ name });
      if (search !== undefined) whereFound(database, query, search, SEARCHED);
      return withRoles(await pageOf(query, page, { name: sortedNameColumn(database) }));
    },

    async update(id, { name, description, disabledAt, roleIds }) {
      await accounts()
        .where({ id })
        .update({
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description }),
          ...(disabledAt !== undefined && { disabled_at: toMillis(disabledAt) }),
          version: database.knex.raw('version + 1'),
        });
      if (roleIds === undefined) return;
      await accountRoles().where({ service_account_id: id }).delete();
      await addRoles(id, roleIds);
    },

    async delete(id) {
      await accounts().where({ id }).delete();
    },
  };
}

function toServiceAccount(row: ServiceAccountRow, roles: readonly GrantedRole[]): ServiceAccount {
  return {
    id: row.id,
    teamId: row.team_id,
    name: row.name,
    description: row.description,
    roles,
    disabledAt: toDate(row.disabled_at),
    createdAt: toDate(row.created_at),
    createdBy: row.created_by,
    version: row.version,
  };
}
