import type { Knex } from 'knex';
import type { ChangeLog } from '../change-log';
import type { ChangeSource } from '../change-feed';

/** Reads what is committed, by connections of its own. */
export interface Reader {
  all<Row>(sql: string, bindings: readonly string[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** What differs between the databases; everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  knexConfig(): Knex.Config;
  /** Where reads would otherwise wait for every transaction. */
  openReader(): Reader | undefined;
  /** Makes replicas which start together take turns, until `transaction` ends. */
  lockMigrations(transaction: Knex.Transaction): Promise<void>;
  /** Units of work that name the same take turns, until each ends: for rows that are not there yet. */
  takeTurns(connection: Knex, name: string): Promise<void>;
  /** Whether units of work hold rows singly; else each holds the whole database. */
  readonly holdsRows: boolean;
  /** `FOR UPDATE` where rows are locked singly; SQLite holds the whole database already. */
  lockRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /**
   * `FOR KEY SHARE` where rows are locked singly: others may change the rows, but a unit of
   * work that locks them by `lockRows` waits.
   */
  shareRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /** As `lockRows`, passing over rows that somebody else has locked: replicas share a queue so. */
  lockFreeRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /**
   * What to select from, so that any number of rows is one parameter of one statement: the SQL has a
   * place for `JSON.stringify` of an array of objects with these columns.
   */
  jsonRows(columns: Readonly<Record<string, 'text' | 'bigint'>>): string;
  /** The same for one text a row: the SQL has a place for `JSON.stringify` of an array of strings. */
  jsonTexts(name: string): string;
  /** SQL of a JSON object with these members, each an SQL expression. */
  jsonObject(members: Readonly<Record<string, string>>): string;
  /** SQL of the JSON array of an expression of all rows, in no order; empty where there are none. */
  jsonList(item: string): string;
  /** How many statements wait for a lock that another transaction holds. */
  countLockWaits(pool: Knex): Promise<number>;
  /** Hears what changes, whoever changes it. */
  changeSource(pool: Knex, log: ChangeLog): ChangeSource;
}

/** As the functions of both databases take them that make JSON objects. */
export function namesAndValues(members: Readonly<Record<string, string>>): string {
  return Object.entries(members)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(', ');
}
