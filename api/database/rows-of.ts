import type { Knex } from 'knex';
import type { Binding } from './dialects/dialect';

/** The rows of a SELECT that is written by hand: knex's `raw` answers each database's own shape. */
export async function rowsOf<Row>(
  knex: Knex,
  sql: string,
  bindings: readonly Binding[],
): Promise<Row[]> {
  return (await knex.from(knex.raw(`(${sql}) AS answer`, [...bindings])).select()) as Row[];
}
