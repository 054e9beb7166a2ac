import type { Knex } from 'knex';
import type { ChangeLog, ChangeSource } from './change-log';

/** What stands for a `?` of a statement. */
export type Binding = string | number | null;

/** Reads what is committed, by connections of its own. */
export interface Reader {
  all<Row>(sql: string, bindings: readonly Binding[]): Promise<Row[]>;
  close(): Promise<void>;
}

/** Told to the operator of Keyplane. */
export type Tell = (level: 'info' | 'warn' | 'error', message: string, error?: unknown) => void;

/** What a database has to be protected from if it is a file of this machine. */
export interface FileStorage {
  /**
   * Looks whether the open file is still the one at its path.
   * @throws DatabaseUnavailableError
   */
  look(): void;
  /** As `look` found it last. */
  requireInPlace(): void;
  /** @throws DatabaseUnavailableError if only what ends access may still be written */
  requireRoom(): void;
  isFull(): boolean;
  /** Makes room for a unit of work that ends access. */
  freeSome(): void;
  /** The disk turned out to be full. */
  foundFull(): void;
  /** The size of the write-ahead log. */
  logBytes(): number;
  /** From now on looks after disk and log. */
  keep(): void;
  close(): Promise<void>;
  /** Once every connection is closed. */
  release(): void;
}

/** What differs between the databases; everything else is written once. */
export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  knexConfig(): Knex.Config;
  /** For reads that must not take a turn with units of work, if they would. */
  readerKnexConfig(): Knex.Config | undefined;
  /** Absent unless the database is a file of this machine. */
  readonly storage?: FileStorage;
  /** Fails if the database takes no writes now. If `thorough`, it writes something that says nothing. */
  requireWritable(pool: Knex, options: { thorough: boolean }): Promise<void>;
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
  /** SQL of the JSON array of an expression of all rows, in no order; empty if there are none. */
  jsonList(item: string): string;
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

/** As the functions of both databases take them that make JSON objects. */
export function namesAndValues(members: Readonly<Record<string, string>>): string {
  return Object.entries(members)
    .map(([name, value]) => `'${name}', ${value}`)
    .join(', ');
}
