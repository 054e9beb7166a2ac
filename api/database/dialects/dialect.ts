import type { Knex } from 'knex';
import { caseVariants } from '../../lib/case-variants';
import type { ChangeLog, ChangeSource } from './change-log';

/** A value for a `?` in a statement. */
export type Binding = string | number | null;

/** Reads what is committed, by connections of its own. */
export interface Reader {
  all<Row>(sql: string, bindings: readonly Binding[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Reports something to the operator of Keyplane. */
export type Tell = (level: 'info' | 'warn' | 'error', message: string, error?: unknown) => void;

/** Protects a database that is a file of this machine. */
export interface FileStorage {
  /**
   * Checks whether the open file is still the one at its path.
   * @throws DatabaseUnavailableError
   */
  look(): void;
  /** The result of the last `look`. */
  requireInPlace(): void;
  /** @throws DatabaseUnavailableError if the disk has room only for writes that end access */
  requireRoom(): void;
  isFull(): boolean;
  /** Makes room for a unit of work that ends access. */
  freeSome(): void;
  /** A write found the disk full. */
  foundFull(): void;
  /** The size of the write-ahead log. */
  logBytes(): number;
  /** Watches disk and log from now on. */
  keep(): void;
  close(): Promise<void>;
  /** Called once every connection is closed. */
  release(): void;
}

/** What differs between the databases; everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /**
   * How many requests that read, change or end something use the database at once. The others wait
   * outside of the database, so that a verification finds a connection, and a revocation passes them.
   */
  readonly atOnce: { readonly read: number; readonly change: number; readonly end: number };
  knexConfig(): Knex.Config;
  /** For reads that must not wait for units of work. */
  readerKnexConfig(): Knex.Config | undefined;
  /** Absent unless the database is a file of this machine. */
  readonly storage?: FileStorage;
  /** Fails if the database takes no writes now. If `thorough`, it writes a test row. */
  requireWritable(pool: Knex, options: { thorough: boolean }): Promise<void>;
  /** Present if reads would otherwise wait for every transaction. */
  openReader(): Reader | undefined;
  /** Makes replicas that start together take turns, until `transaction` ends. */
  lockMigrations(transaction: Knex.Transaction): Promise<void>;
  /** Units of work with the same name take turns, until each ends. For rows that do not exist yet. */
  takeTurns(connection: Knex, name: string): Promise<void>;
  /** Whether units of work lock single rows. If not, each locks the whole database. */
  readonly locksRows: boolean;
  /** `FOR UPDATE` if rows are locked one by one. SQLite has locked the whole database already. */
  lockRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /**
   * `FOR KEY SHARE` if rows are locked one by one: others may change the rows, but a unit of work that
   * locks them by `lockRows` waits.
   */
  shareRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /** Like `lockRows`, but skips rows that another transaction has locked. So replicas can share a queue. */
  lockFreeRows<Q extends Knex.QueryBuilder>(query: Q): Q;
  /**
   * What to select from, so that any number of rows is one parameter of one statement: the SQL has a
   * place for `JSON.stringify` of an array of objects with these columns.
   */
  jsonRows(columns: Readonly<Record<string, 'text' | 'bigint'>>): string;
  /**
   * The same with one text in each row: the SQL has a place for `JSON.stringify` of an array of
   * strings.
   */
  jsonTexts(name: string): string;
  /** SQL of a JSON object with these members, each an SQL expression. */
  jsonObject(members: Readonly<Record<string, string>>): string;
  /**
   * SQL of a JSON array with the value of an expression for each row, in no order; empty without
   * rows.
   */
  jsonList(item: string): string;
  /** Follows a text in SQL, so that it is compared byte by byte, and only A to Z have a lower case. */
  readonly byteOrder: string;
  /**
   * SQL condition: the text of the column contains another one, in any case. It has a place for
   * `containsPattern`.
   */
  contains(column: string): string;
  containsPattern(text: string): string;
  /**
   * SQL of the version of the next secret: later than every one before, and not before the time in
   * milliseconds. So a database that was restored from a backup repeats none.
   */
  readonly nextSecretVersion: string;
  /** How many statements wait for a lock that another transaction holds. */
  countLockWaits(pool: Knex): Promise<number>;
  /** Hears what changes, no matter which process changes it. */
  changeSource(pool: Knex, log: ChangeLog, reader: Pick<Reader, 'all'>): ChangeSource;
}

/** The arguments of the functions of both databases that make JSON objects. */
export function namesAndValues(members: Readonly<Record<string, string>>): string {
  return Object.entries(members)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(', ');
}

/**
 * A pattern that matches the text in any case, character by character. `LIKE` would ignore the case of
 * letters beyond A to Z on one database only.
 * @param literal the pattern that matches only this character
 */
export function caseInsensitivePattern(
  text: string,
  literal: (character: string) => string,
): string {
  return [...text]
    .map((character) => {
      const variants = caseVariants(character);
      return variants.length > 1 ? `[${variants.join('')}]` : literal(character);
    })
    .join('');
}
