import type { Knex } from 'knex';
import { namesAndValues, type Dialect } from './dialect';
import { createPostgresChangeSource } from './postgres-change-source';

const MIGRATION_LOCK = 7_249_118_203;

const INT8 = 20;

interface PostgresConnection {
  setTypeParser(type: number, parse: (text: string) => unknown): void;
}

export function postgresDialect(url: string, options: { poolSize: number }): Dialect {
  return {
    name: 'postgres',
    knexConfig: () => ({
      client: 'pg',
      connection: { connectionString: url, application_name: 'keyplane' },
      pool: {
        min: 0,
        max: options.poolSize,
        afterCreate(connection: PostgresConnection, done: (error: null) => void) {
          // bigint columns hold milliseconds and counters, all below 2^53.
          connection.setTypeParser(INT8, Number);
          done(null);
        },
      },
      acquireConnectionTimeout: 10_000,
    }),
    openReader: () => undefined,
    async lockMigrations(transaction) {
      await transaction.raw('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    },
    async takeTurns(connection, name) {
      await connection.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
    },
    holdsRows: true,
    lockRows: <Q extends Knex.QueryBuilder>(query: Q) => query.forUpdate() as Q,
    shareRows: <Q extends Knex.QueryBuilder>(query: Q) => query.forKeyShare() as Q,
    lockFreeRows: <Q extends Knex.QueryBuilder>(query: Q) => query.forUpdate().skipLocked() as Q,
    jsonRows(columns) {
      const typed = Object.entries(columns).map(([name, type]) => `${name} ${type}`);
      return `json_to_recordset(CAST(? AS json)) AS given(${typed.join(', ')})`;
    },
    jsonObject: (members) => `json_build_object(${namesAndValues(members)})`,
    jsonTexts: (name) => `json_array_elements_text(CAST(? AS json)) AS given(${name})`,
    jsonList: (item) => `coalesce(json_agg(${item}), '[]')`,
    nextSecretVersion: 'keyplane_next_secret_version()',
    changeSource: (_pool, log) => createPostgresChangeSource(url, log),
  };
}
