import type { Knex } from 'knex';
import { sealedPrefix } from './sealer';

/** Narrows the query to rows whose `column` was sealed with none of the master keys. */
export function whereLost<Query extends Knex.QueryBuilder>(
  query: Query,
  column: string,
  openable: readonly string[],
): Query {
  void query.whereNotNull(column);
  for (const keyId of openable) void query.whereNot(column, 'like', `${sealedPrefix(keyId)}%`);
  return query;
}
