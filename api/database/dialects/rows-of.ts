import type { Knex } from 'knex';
import type { Binding } from './dialect';

/**
 * The rows of a SELECT that is written by hand: knex's `raw` returns them in each database's own
 * shape.
 */
export async function rowsOf<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Binding[],
  /** Only for dialects, because they know the form of the result of `raw`. */
  options: Readonly<Record<string, unknown>> = {},
): Promise<Row[]> {
  const query = knex.from(knex.raw(`(${sql}) AS answer`, [...bindings])).select();
  return (await query.options(options)) as Row[];
}
