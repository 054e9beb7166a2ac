import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { FoundTarget } from './usage-report';
import type { ReadableTargets } from './usage-targets';

interface TargetTable {
  readonly name: 'keys' | 'service_accounts' | 'roles' | 'service_keys';
  /** Two of which these are the same are of the same creator, owner and name. */
  readonly likeness: readonly string[];
  /** Which of them count as standing beside another. */
  readonly live: string;
  /** By which they are narrowed to what may be seen. */
  readonly seenBy: readonly string[];
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
  live: 'revoked_at is null and (expires_at is null or expires_at > :now)',
  seenBy: ['family', 'owner_id'],
};
const NAMED = { likeness: ['created_by', 'name'], live: '1 = 1', seenBy: [] };
const ACCOUNTS: TargetTable = { name: 'service_accounts', ...NAMED };
const ROLES: TargetTable = { name: 'roles', ...NAMED };
const SERVICE_KEYS: TargetTable = {
  name: 'service_keys',
  likeness: ['created_by', 'plan', 'name'],
  live: 'revoked_at is null',
  seenBy: [],
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
    // One pass over the team's, whatever the database knows of them: a join of them with themselves
    // takes PostgreSQL their number squared while it has no statistics.
    const newest =
      `max(case when ${table.live} then id end) ` +
      `over (partition by ${table.likeness.join(', ')}) as newest_id`;
    const compared = knex(table.name)
      .where({ team_id: teamId })
      .select('id', ...table.seenBy, knex.raw(newest, { now: toMillis(now) }));
    const query = knex
      .from(compared.as('newest'))
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
