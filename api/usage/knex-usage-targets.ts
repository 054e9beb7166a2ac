import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { FoundTarget } from './usage-report';
import type { ReadableTargets } from './usage-targets';

interface TargetTable {
  readonly name: 'keys' | 'service_accounts' | 'roles' | 'service_keys';
  /** Two of which these are the same are of the same creator, owner and name. */
  readonly likeness: readonly string[];
  readonly live?: (query: Knex.QueryBuilder, now: Date) => void;
}

const KEYS: TargetTable = {
  name: 'keys',
  likeness: [
    'created_by',
    'family',
    'owner_id',
    "coalesce(service_key_id, '')",
    "coalesce(name, description, '')",
  ],
  live(query, now) {
    void query.whereNull('revoked_at').where((unexpired) => {
      void unexpired.whereNull('expires_at').orWhere('expires_at', '>', toMillis(now));
    });
  },
};
const ACCOUNTS: TargetTable = { name: 'service_accounts', likeness: ['created_by', 'name'] };
const ROLES: TargetTable = { name: 'roles', likeness: ['created_by', 'name'] };
const SERVICE_KEYS: TargetTable = {
  name: 'service_keys',
  likeness: ['created_by', 'plan', 'name'],
  live: (query) => void query.whereNull('revoked_at'),
};

/** What exists of what is asked for and may be seen, with whether something newer replaces it. */
export async function findTargets(
  database: Database,
  { teamId, applicationKeysOf, tokensOf, assignedTo, ids }: ReadableTargets,
  now: Date,
): Promise<FoundTarget[]> {
  const { knex } = database;

  async function found(
    table: TargetTable,
    wanted: readonly string[],
    restrict: (query: Knex.QueryBuilder) => void = () => undefined,
  ): Promise<FoundTarget[]> {
    if (wanted.length === 0) return [];
    const newest = knex(table.name)
      .where({ team_id: teamId })
      .select(table.likeness.map((column, at) => knex.raw(`${column} as likeness_${at}`)))
      .max({ newest_id: 'id' })
      .groupByRaw(table.likeness.join(', '));
    table.live?.(newest, now);
    const query = knex(table.name)
      .leftJoin(newest.as('newest'), (join) => {
        table.likeness.forEach((column, at) => {
          void join.on(knex.raw(`${column} = newest.likeness_${at}`));
        });
      })
      .where({ team_id: teamId })
      .whereIn('id', [...wanted])
      .select('id', knex.raw('case when newest_id > id then 1 else 0 end as superseded'));
    restrict(query);
    const rows = (await query) as { id: string; superseded: number }[];
    return rows.map(({ id, superseded }) => ({ id, superseded: superseded === 1 }));
  }

  const { applicationKey, serviceAccountKey, token } = ids;
  return [
    ...(await found(KEYS, [...applicationKey, ...serviceAccountKey, ...token], (query) => {
      void query.where((seen) => {
        void seen.where({ family: 'service_account_key' });
        void seen.orWhere({ family: 'application_key', owner_id: applicationKeysOf });
        void seen.orWhere({ family: 'token', ...(tokensOf !== null && { owner_id: tokensOf }) });
      });
    })),
    ...(await found(ACCOUNTS, ids.serviceAccount)),
    ...(await found(ROLES, ids.role)),
    ...(await found(SERVICE_KEYS, ids.serviceKey, (query) => {
      if (assignedTo === null) return;
      const assigned = knex('service_key_members').where({ member_id: assignedTo });
      void query.whereIn('id', assigned.select('service_key_id'));
    })),
    ...(await foundMembers(database, teamId, ids.member)),
  ];
}

async function foundMembers(
  { knex }: Database,
  teamId: string,
  ids: readonly string[],
): Promise<FoundTarget[]> {
  if (ids.length === 0) return [];
  const query = knex<{ id: string; team_id: string; left_at: number | null }>('members');
  const rows = await query.where({ team_id: teamId, left_at: null }).whereIn('id', [...ids]);
  return rows.map(({ id }) => ({ id, superseded: false }));
}
