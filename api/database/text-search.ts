import type { Knex } from 'knex';
import type { Database } from './database';

/** Where a list looks for a text. Each is a column. */
export interface SearchedColumns {
  /** Columns that contain the text, in any case. */
  readonly containing: readonly string[];
  /** Columns of IDs that begin with the text. */
  readonly beginning: readonly string[];
}

const OF_AN_ID = /^[0-9a-z_]+$/;

/** Keeps the rows in which one of the columns has the text. Both databases find the same rows. */
export function whereFound(
  { dialect }: Database,
  query: Knex.QueryBuilder,
  text: string,
  { containing, beginning }: SearchedColumns,
): void {
  const pattern = dialect.containsPattern(text);
  const start = text.toLowerCase();
  void query.where((any) => {
    for (const column of containing) void any.orWhereRaw(dialect.contains(column), [pattern]);
    if (!OF_AN_ID.test(start)) return;
    for (const column of beginning) {
      void any.orWhereRaw(`substr(${column}, 1, ${start.length}) = ?`, [start]);
    }
  });
}
