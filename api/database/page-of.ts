import type { Knex } from 'knex';
import type { PageRequest } from '../domain/page';

/**
 * Reads the rows of a page and one more, which shows whether another page follows. Uses the index of the ID.
 */
export function pageOf<Q extends Knex.QueryBuilder>(query: Q, page: PageRequest): Q {
  const newestFirst = page.order === 'newest-first';
  if (page.ids !== undefined) void query.whereIn('id', [...page.ids]);
  if (page.after !== undefined) void query.where('id', newestFirst ? '<' : '>', page.after);
  void query.orderBy('id', newestFirst ? 'desc' : 'asc').limit(page.size + 1);
  return query;
}
