import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { KEY_FAMILIES } from '../domain/kinds';
import type { FoundTarget } from './usage-report';
import type { ReadableTargets } from './usage-targets';

interface TargetTable {
  readonly name: 'keys' | 'service_accounts' | 'roles' | 'service_keys';
  /**
   * SQL condition for two rows `asked` and `newer` with the same creator, owner and name. It begins with the
   * columns of an index (migration 0013), so its cost does not grow with the team.
   */
  readonly alike: string;
  /** SQL condition: the object of the row `newer` exists, and is not the object of the other row. */
  readonly live: string;
}

const KEYS: TargetTable = {
  name: 'keys',
  alike: `
    newer.owner_id = asked.owner_id
    AND substr(coalesce(newer.name, newer.description, ''), 1, 64)
      = substr(coalesce(asked.name, asked.description, ''), 1, 64)
    AND coalesce(newer.name, newer.description, '') = coalesce(asked.name, asked.description, '')
    AND newer.family = asked.family
    AND newer.created_by = asked.created_by
    AND coalesce(newer.service_key_id, '') = coalesce(asked.service_key_id, '')
    AND coalesce(newer.team_id, '') = coalesce(asked.team_id, '')`,
  live: 'newer.revoked_at IS NULL AND (newer.expires_at IS NULL OR newer.expires_at > :now)',
};
const NAMED = `
  newer.team_id = asked.team_id AND newer.name = asked.name AND newer.created_by = asked.created_by`;
const ACCOUNTS: TargetTable = { name: 'service_accounts', alike: NAMED, live: '1 = 1' };
const ROLES: TargetTable = { name: 'roles', alike: NAMED, live: '1 = 1' };
const SERVICE_KEYS: TargetTable = {
  name: 'service_keys',
  alike: `${NAMED} AND newer.plan = asked.plan`,
  live: 'newer.revoked_at IS NULL',
};

/** Which targets exist and may be seen, with whether a newer object replaces them. */
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
    const superseded =
      `CASE WHEN EXISTS (SELECT 1 FROM ${table.name} AS newer WHERE ${table.alike} ` +
      `AND newer.id > asked.id AND ${table.live}) THEN 1 ELSE 0 END AS superseded`;
    const query = knex(`${table.name} as asked`)
      .whereIn('asked.id', [...wanted])
      .whereRaw("coalesce(asked.team_id, '') = ?", [teamId])
      .select('asked.id', knex.raw(superseded, { now: toMillis(now) }));
    restrict(query);
    const rows = (await query) as { id: string; superseded: number }[];
    return rows.map(({ id, superseded }) => ({ id, superseded: superseded === 1 }));
  }

  return [
    ...(await found(
      KEYS,
      KEY_FAMILIES.flatMap((family) => ids[family]),
      (query) => {
        void query.where((seen) => {
          void seen.where({ family: 'service_account_key' });
          void seen.orWhere({ family: 'application_key', owner_id: applicationKeysOf });
          void seen.orWhere({ family: 'token', ...(tokensOf !== null && { owner_id: tokensOf }) });
        });
      },
    )),
    ...(await found(ACCOUNTS, ids.service_account)),
    ...(await found(ROLES, ids.role)),
    ...(await found(SERVICE_KEYS, ids.service_key, (query) => {
      if (assignedTo === null) return;
      const assigned = knex('service_key_members').where({ member_id: assignedTo });
      void query.whereIn('asked.id', assigned.select('service_key_id'));
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
