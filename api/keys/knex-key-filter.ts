import type { Knex } from 'knex';
import { toMillis } from '../database/columns';
import type { Database } from '../database/database';
import { sortedNameColumn, type SortColumns } from '../database/sort-columns';
import { whereFound } from '../database/text-search';
import type { KeyFilter } from './key';
import { NEVER_MILLIS, NEVER_USED_MILLIS } from './key-sort-values';
import { LAST_USE_OF_KEY, type KeyRow } from './knex-key-rows';

const SEARCHED = { containing: ['name', 'description'], beginning: ['id', 'client_id'] };

/** SQL of `KEY_SORT_VALUES`. No index has the last use, because each use would change the index. */
export function keySortColumns(database: Database): SortColumns {
  const named = sortedNameColumn(database, "coalesce(name, description, '')");
  return {
    name: named,
    description: named,
    last_used_at: {
      sql: `coalesce(${LAST_USE_OF_KEY}, ${NEVER_USED_MILLIS})`,
      type: 'number',
      isIndexed: false,
    },
    expires_at: {
      sql: `coalesce(expires_at, ${NEVER_MILLIS})`,
      type: 'number',
      isIndexed: true,
    },
  };
}

/** The query's side of `stateOf`: the same precedence, `active < disabled < expired < revoked`. */
export function applyKeyFilter(
  database: Database,
  query: Knex.QueryBuilder<KeyRow>,
  filter: KeyFilter,
  now: Date,
): void {
  if (filter.ownerId !== undefined) void query.where({ owner_id: filter.ownerId });
  if (filter.ownerKind !== undefined) void query.where({ owner_kind: filter.ownerKind });
  if (filter.serviceKeyId !== undefined) {
    void query.where({ service_key_id: filter.serviceKeyId });
  }
  if (filter.clientIds !== undefined) void query.whereIn('client_id', [...filter.clientIds]);
  if (filter.search !== undefined) whereFound(database, query, filter.search, SEARCHED);
  if (filter.createdBefore !== undefined) {
    void query.where('created_at', '<=', toMillis(filter.createdBefore));
  }
  if (filter.unusedSince !== undefined) {
    const since = toMillis(filter.unusedSince);
    void query.whereNotExists((used) => {
      void used
        .from('key_uses')
        .whereRaw('key_uses.key_id = keys.id')
        .where('key_uses.last_used_at', '>=', since);
    });
  }
  switch (filter.state) {
    case 'active':
      whereLive(query, now);
      void query.whereNull('disabled_at');
      break;
    case 'disabled':
      whereLive(query, now);
      void query.whereNotNull('disabled_at');
      break;
    case 'expired':
      void query.whereNull('revoked_at').where('expires_at', '<=', toMillis(now));
      break;
    case 'revoked':
      void query.whereNotNull('revoked_at');
      break;
    case undefined:
      void query.whereNull('revoked_at');
  }
}

export function whereLive(query: Knex.QueryBuilder<KeyRow>, now: Date): void {
  void query.whereNull('revoked_at').where((unexpired) => {
    void unexpired.whereNull('expires_at').orWhere('expires_at', '>', toMillis(now));
  });
}
