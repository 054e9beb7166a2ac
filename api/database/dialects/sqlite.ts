import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Knex } from 'knex';
import type { Dialect } from './dialect';
import { ImmediateSqliteClient } from './immediate-sqlite-client';
import { createSqliteChangeSource } from './sqlite-change-source';

interface SqliteConnection {
  exec(sql: string, done: (error: Error | null) => void): void;
}

/** `busy_timeout` comes first: processes that start together would crash on the switch to WAL. */
const PRAGMAS = `
  PRAGMA busy_timeout = 10000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA foreign_keys = ON;
`;

/** One connection: SQLite writes one at a time, and `:memory:` is one database per connection. */
export function sqliteDialect(filename: string): Dialect {
  return {
    name: 'sqlite',
    knexConfig() {
      if (filename !== ':memory:') mkdirSync(dirname(filename), { recursive: true });
      return {
        client: ImmediateSqliteClient as typeof Knex.Client,
        connection: { filename },
        useNullAsDefault: true,
        pool: {
          min: 1,
          max: 1,
          afterCreate(connection: SqliteConnection, done: (error: Error | null) => void) {
            connection.exec(PRAGMAS, done);
          },
        },
      };
    },
    // The transaction began as the file's only writer: that is every lock.
    lockMigrations: () => Promise.resolve(),
    takeTurns: () => Promise.resolve(),
    holdsRows: false,
    lockRows: (query) => query,
    lockFreeRows: (query) => query,
    jsonRows(columns) {
      const values = Object.keys(columns).map((name) => `value ->> '${name}' AS ${name}`);
      return `(SELECT ${values.join(', ')} FROM json_each(?)) AS given`;
    },
    changeSource: createSqliteChangeSource,
  };
}
