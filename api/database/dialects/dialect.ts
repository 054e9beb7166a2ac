import type { Knex } from 'knex';

/** What differs between the databases; everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  knexConfig(): Knex.Config;
  /** Makes replicas which start together take turns, until `transaction` ends. */
  lockMigrations(transaction: Knex.Transaction): Promise<void>;
  /** Units of work that name the same take turns, until each ends: for rows that are not there yet. */
  takeTurns(connection: Knex, name: string): Promise<void>;
  /** `FOR UPDATE` where rows are locked singly; SQLite holds the whole database already. */
  lockRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /** As `lockRows`, passing over rows that somebody else has locked: replicas share a queue so. */
  lockFreeRows<Q extends Knex.QueryBuilder>(query: Q): Q;
}
