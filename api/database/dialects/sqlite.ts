import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Knex } from 'knex';
import { caseInsensitivePattern, namesAndValues, type Dialect, type Tell } from './dialect';
import { ImmediateSqliteClient } from './immediate-sqlite-client';
import { keepStatements } from './kept-statements';
import { settleTransactions, type SettledConnection } from './settled-transactions';
import { createSqliteChangeSource } from './sqlite-change-source';
import type { FileWatch } from './sqlite-file-watch';
import { createSqliteReader } from './sqlite-reader';
import { createSqliteStorage } from './sqlite-storage';

/** `busy_timeout` comes first: processes that start together would crash on the switch to WAL. */
const PRAGMAS = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -8192;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 33554432;
`;

/** SQLite has one writer, so no other process gives out a version meanwhile. */
const NEXT_SECRET_VERSION = `(SELECT MAX(
  CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER),
  COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'key_secrets'), 0) + 1))`;

const MEMORY = ':memory:';

export interface SqliteOptions {
  readonly busyTimeoutMillis: number;
  readonly tell: Tell;
}

function configOf(
  filename: string,
  { busyTimeoutMillis }: SqliteOptions,
  watch: FileWatch | undefined,
): Knex.Config {
  return {
    client: ImmediateSqliteClient as typeof Knex.Client,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: SettledConnection, done: (error: Error | null) => void) {
        keepStatements(connection);
        settleTransactions(connection);
        if (watch) watchConnection(connection, watch);
        connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMillis}; ${PRAGMAS}`, done);
      },
      async validate(connection: SettledConnection) {
        if (connection.inDoubt !== undefined) return false;
        await adjustPatience(connection, busyTimeoutMillis);
        return true;
      },
    },
  };
}

/**
 * In WAL mode these connections see what was committed before each statement, and wait for no
 * writer.
 */
const REPORT_CONNECTIONS = 2;

function readerConfigOf(filename: string, { busyTimeoutMillis }: SqliteOptions): Knex.Config {
  return {
    client: ImmediateSqliteClient as typeof Knex.Client,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 0,
      max: REPORT_CONNECTIONS,
      afterCreate(connection: SettledConnection, done: (error: Error | null) => void) {
        keepStatements(connection);
        connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMillis}; PRAGMA query_only = ON`, done);
      },
    },
  };
}

/**
 * While another process keeps the lock, one request that waits the full time is enough. The others fail
 * soon.
 */
const IMPATIENT_MILLIS = 100;
const patience = new WeakMap<SettledConnection, number>();

async function adjustPatience(connection: SettledConnection, usual: number): Promise<void> {
  const wanted = connection.isBlocked ? Math.min(IMPATIENT_MILLIS, usual) : usual;
  if ((patience.get(connection) ?? usual) === wanted) return;
  await new Promise<void>((resolve, reject) => {
    connection.exec(`PRAGMA busy_timeout = ${wanted}`, (error) =>
      error ? reject(error) : resolve(),
    );
  });
  patience.set(connection, wanted);
}

function watchConnection(connection: SettledConnection, watch: FileWatch): void {
  watch.opened();
  const close = connection.close.bind(connection);
  connection.close = (done) => {
    watch.closed();
    // The last connection to close copies the log into the file: that would damage a restored backup.
    if (watch.isOverwritten()) done(null);
    else close(done);
  };
}

/** One connection: SQLite writes one at a time, and `:memory:` is one database per connection. */
export function sqliteDialect(filename: string, options: SqliteOptions): Dialect {
  const storage = filename === MEMORY ? undefined : createSqliteStorage(filename, options.tell);
  return {
    name: 'sqlite',
    // One writes at a time, and the next ones are ready then.
    atOnce: { read: 4, change: 4, end: 2 },
    ...(storage && { storage }),
    knexConfig() {
      if (storage) mkdirSync(dirname(filename), { recursive: true, mode: 0o700 });
      return configOf(filename, options, storage?.watch);
    },
    readerKnexConfig: () => storage && readerConfigOf(filename, options),
    openReader: () =>
      storage &&
      createSqliteReader({
        filename,
        busyTimeoutMillis: options.busyTimeoutMillis,
        requireInPlace: storage.requireInPlace,
      }),
    async requireWritable(pool, { thorough }) {
      storage?.look();
      // The transaction begins as a writer.
      await pool.transaction(async (transaction) => {
        // Nobody reads the row, and SQLite writes a page whatever the value was.
        if (thorough) await transaction.raw('PRAGMA user_version = 0');
      });
    },
    // The transaction began as the only writer of the file, so it has every lock.
    lockMigrations: () => Promise.resolve(),
    takeTurns: () => Promise.resolve(),
    locksRows: false,
    lockRows: (query) => query,
    shareRows: (query) => query,
    lockFreeRows: (query) => query,
    jsonRows(columns) {
      const values = Object.keys(columns).map((name) => `value ->> '${name}' AS ${name}`);
      return `(SELECT ${values.join(', ')} FROM json_each(?)) AS given`;
    },
    jsonObject: (members) => `json_object(${namesAndValues(members)})`,
    jsonTexts: (name) => `(SELECT value AS ${name} FROM json_each(?)) AS given`,
    jsonList: (item) => `json_group_array(${item})`,
    byteOrder: '',
    contains: (column) => `${column} GLOB ?`,
    containsPattern(text) {
      const literal = (character: string) => character.replace(/[*?[]/, '[$&]');
      return `*${caseInsensitivePattern(text, literal)}*`;
    },
    nextSecretVersion: NEXT_SECRET_VERSION,
    countLockWaits: () => Promise.resolve(0),
    changeSource: (pool, log, reader) =>
      createSqliteChangeSource({ knex: pool, log, reader, requireInPlace: storage?.look }),
  };
}
