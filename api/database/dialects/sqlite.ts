import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Knex } from 'knex';
import { namesAndValues, type Dialect } from './dialect';
import { ImmediateSqliteClient } from './immediate-sqlite-client';
import { keepStatements, type SqliteConnection } from './kept-statements';
import { createSqliteChangeSource } from './sqlite-change-source';
import { createSqliteReader } from './sqlite-reader';

/** `busy_timeout` comes first: processes that start together would crash on the switch to WAL. */
const PRAGMAS = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
  PRAGMA cache_size = -8192;
  PRAGMA wal_autocheckpoint = 4000;
`;

const MEMORY = ':memory:';

function configOf(filename: string): Knex.Config {
  return {
    client: ImmediateSqliteClient as typeof Knex.Client,
    connection: { filename },
    useNullAsDefault: true,
    pool: {
      min: 1,
      max: 1,
      afterCreate(connection: SqliteConnection, done: (error: Error | null) => void) {
        keepStatements(connection);
        connection.exec(PRAGMAS, done);
      },
    },
  };
}

/** One connection: SQLite writes one at a time, and `:memory:` is one database per connection. */
export function sqliteDialect(filename: string): Dialect {
  return {
    name: 'sqlite',
    knexConfig() {
      if (filename !== MEMORY) mkdirSync(dirname(filename), { recursive: true });
      return configOf(filename);
    },
    openReader: () => (filename === MEMORY ? undefined : createSqliteReader(filename)),
    // The transaction began as the file's only writer: that is every lock.
    lockMigrations: () => Promise.resolve(),
    takeTurns: () => Promise.resolve(),
    holdsRows: false,
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
    countLockWaits: () => Promise.resolve(0),
    changeSource: createSqliteChangeSource,
  };
}
