import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import type { ReadableTargets } from './usage-targets';

/**
 * Which keys count for which target, as a query of `target_id` and `key_id`. A key counts for
 * itself, whatever its state is. For everything else, only keys count that are neither expired nor
 * revoked, because only they can be used again. `undefined` if the caller may see nothing.
 */
export function keysBelow(
  { knex }: Database,
  targets: ReadableTargets,
  now: Date,
): Knex.QueryBuilder | undefined {
  const { teamId, applicationKeysOf, tokensOf, memberKeys, ids } = targets;
  const keys = (targetColumn: string, wanted: readonly string[]) =>
    knex('keys')
      // An expression, because SQLite would otherwise go through all keys of the team by their index.
      .whereRaw("coalesce(keys.team_id, '') = ?", [teamId])
      .whereIn(targetColumn, [...wanted])
      .select({ target_id: targetColumn, key_id: 'keys.id' });
  const liveKeys = (targetColumn: string, wanted: readonly string[]) =>
    keys(targetColumn, wanted)
      .whereNull('keys.revoked_at')
      .where((unexpired) => {
        void unexpired.whereNull('keys.expires_at').orWhere('keys.expires_at', '>', toMillis(now));
      });
  const ownApplicationKeys = (query: Knex.QueryBuilder) =>
    query.where({ 'keys.family': 'application_key', 'keys.owner_id': applicationKeysOf });
  const visibleTokens = (query: Knex.QueryBuilder) => {
    void query.where({ 'keys.family': 'token' });
    return tokensOf === null ? query : query.where({ 'keys.owner_id': tokensOf });
  };
  const accountKeys = (query: Knex.QueryBuilder) =>
    query.where({ 'keys.family': 'service_account_key' });

  const parts = [
    part(ids.application_key, (wanted) => ownApplicationKeys(keys('keys.id', wanted))),
    part(ids.service_account_key, (wanted) => accountKeys(keys('keys.id', wanted))),
    part(ids.token, (wanted) => visibleTokens(keys('keys.id', wanted))),
    part(ids.service_account, (wanted) => accountKeys(liveKeys('keys.owner_id', wanted))),
    part(ids.role, (wanted) =>
      accountKeys(liveKeys('service_account_roles.role_id', wanted)).join(
        'service_account_roles',
        'service_account_roles.service_account_id',
        'keys.owner_id',
      ),
    ),
    part(ids.service_key, (wanted) => visibleTokens(liveKeys('keys.service_key_id', wanted))),
    part(memberKeys.applicationKeys ? ids.member : [], (wanted) =>
      ownApplicationKeys(liveKeys('keys.owner_id', wanted)),
    ),
    part(memberKeys.tokens ? ids.member : [], (wanted) =>
      visibleTokens(liveKeys('keys.owner_id', wanted)),
    ),
  ].flat();
  const [first, ...others] = parts;
  return first?.unionAll(others);
}

function part(
  ids: readonly string[],
  query: (ids: readonly string[]) => Knex.QueryBuilder,
): Knex.QueryBuilder[] {
  return ids.length === 0 ? [] : [query(ids)];
}
