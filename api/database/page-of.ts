import type { Knex } from 'knex';
import { parseSortPosition, type PageRequest } from '../domain/page';
import type { SortColumn, SortColumns } from './sort-columns';

/**
 * Reads the rows of a page and one more, which shows whether another page follows. If the page is
 * sorted by creation, this uses the index of the ID.
 */
export function pageOf<Q extends Knex.QueryBuilder>(
  query: Q,
  page: PageRequest,
  columns: SortColumns = {},
): Q {
  const { by = 'created_at', order, after } = page;
  const [direction, beyond] =
    order === 'descending' ? (['desc', '<'] as const) : (['asc', '>'] as const);
  const column = columns[by];
  if (page.ids !== undefined) void query.whereIn('id', [...page.ids]);
  if (column !== undefined) {
    if (after !== undefined) whereBeyond(query, column, beyond, after);
    void query.orderByRaw(`${column.sql} ${direction}`);
  } else if (by === 'created_at') {
    if (after !== undefined) void query.where('id', beyond, after);
  } else {
    throw new Error(`This list cannot be sorted by ${by}.`);
  }
  void query.orderBy('id', direction).limit(page.size + 1);
  return query;
}

function whereBeyond(
  query: Knex.QueryBuilder,
  { sql, type, isIndexed }: SortColumn,
  beyond: '<' | '>',
  after: string,
): void {
  const { id, value: text } = parseSortPosition(after);
  const value = type === 'number' ? Number(text) : text;
  if (!isIndexed) {
    // Computes the expression once for each row.
    void query.whereRaw(`(${sql}, id) ${beyond} (?, ?)`, [value, id]);
    return;
  }
  // SQLite begins to read the index at this value only if the first condition is alone.
  void query.whereRaw(`${sql} ${beyond}= ?`, [value]).where((later) => {
    void later.whereRaw(`${sql} ${beyond} ?`, [value]).orWhere('id', beyond, id);
  });
}
