import type { Knex } from 'knex';
import type { ChangeLog } from '../change-log';
import type { ChangeSource } from '../change-feed';

/** What differs between the databases; everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  knexConfig(): Knex.Config;
  /** Of a connection that only reads, where reads would otherwise wait for every transaction. */
  readerConfig(): Knex.Config | undefined;
  /** Makes replicas which start together take turns, until `transaction` ends. */
  lockMigrations(transaction: Knex.Transaction): Promise<void>;
  /** Units of work that name the same take turns, until each ends: for rows that are not there yet. */
  takeTurns(connection: Knex, name: string): Promise<void>;
  /** Whether units of work hold rows singly; else each holds the whole database. */
  readonly holdsRows: boolean;
  /** `FOR UPDATE` where rows are locked singly; SQLite holds the whole database already. */
  lockRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /** As `lockRows`, passing over rows that somebody else has locked: replicas share a queue so. */
  lockFreeRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /**
   * What to select from, so that any number of rows is one parameter of one statement: the SQL has a
   * place for `JSON.stringify` of an array of objects with these columns.
   */
  jsonRows(columns: Readonly<Record<string, 'text' | 'bigint'>>): string;
  /** Hears what changes, whoever changes it. */
  changeSource(pool: Knex, log: ChangeLog): ChangeSource;
}
