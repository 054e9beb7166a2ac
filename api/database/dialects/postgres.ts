import type { Knex } from 'knex';
import { rowsOf } from '../rows-of';
import { DatabaseUnavailableError } from '../unavailable';
import { namesAndValues, type Dialect } from './dialect';
import { createPoolTrust } from './pool-trust';
import { createPostgresChangeSource } from './postgres-change-source';
import { postgresClient } from './postgres-client';
import { connectionOf, type PostgresConnection } from './postgres-connection';
import {
  COMMAND_LIMITS,
  limitSession,
  limitTransaction,
  type PostgresLimits,
} from './postgres-limits';
import { isWorkingFor } from './postgres-probe';
import type { OnTrouble } from '../database-trouble';

const MIGRATION_LOCK = 7_249_118_203;

const INT8 = 20;
/** Beyond it, whoever waits for a connection is told that there is none. */
const ACQUIRE_WITHIN_MILLIS = 5000;
const CONNECT_WITHIN_MILLIS = 3000;
const KEEP_ALIVE_AFTER_MILLIS = 5000;

const READ_ONLY =
  'PostgreSQL is read-only at the moment: it is a standby, or an operator set it so.';

export interface PostgresOptions {
  readonly poolSize: number;
  readonly limits: PostgresLimits;
  readonly onTrouble: OnTrouble;
}

export function postgresDialect(url: string, options: PostgresOptions): Dialect {
  const { poolSize, limits, onTrouble } = options;
  const trust = createPoolTrust();

  /** bigint columns hold milliseconds and counters, all below 2^53. */
  async function prepare(connection: PostgresConnection): Promise<void> {
    connection.setTypeParser(INT8, Number);
    const { rowCount } = await connection.query(limitSession(limits), [connection.processID]);
    connection.keyplaneDirect = rowCount === 1;
    trust.answered(connection);
  }

  return {
    name: 'postgres',
    knexConfig: () => ({
      client: postgresClient({
        limits,
        trust,
        isWorkingFor: (connection) => isWorkingFor(url, connection),
        onTrouble,
      }),
      connection: {
        connectionString: url,
        application_name: 'keyplane',
        connectionTimeoutMillis: CONNECT_WITHIN_MILLIS,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MILLIS,
      },
      pool: {
        min: 0,
        max: poolSize,
        createTimeoutMillis: 2 * CONNECT_WITHIN_MILLIS,
        afterCreate(connection: PostgresConnection, done: (error: Error | null) => void) {
          prepare(connection).then(() => done(null), done);
        },
        validate: (connection: PostgresConnection) => trust.isUsable(connection),
      },
      acquireConnectionTimeout: ACQUIRE_WITHIN_MILLIS,
      // Values would be part of the message.
      compileSqlOnError: false,
    }),
    openReader: () => undefined,
    readerKnexConfig: () => undefined,
    async requireWritable(pool, { thorough }) {
      const setting = "current_setting('transaction_read_only')";
      const [row] = await rowsOf<{ value: string }>(pool, `SELECT ${setting} AS value`, []);
      if (row?.value === 'on') throw new DatabaseUnavailableError(READ_ONLY);
      if (thorough) await pool.raw('UPDATE knex_migrations_lock SET is_locked = is_locked');
    },
    async lockMigrations(transaction) {
      (await connectionOf(transaction)).keyplanePatient = true;
      await transaction.raw(limitTransaction(COMMAND_LIMITS));
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
    changeSource: (pool, log) => createPostgresChangeSource(url, pool, log),
  };
}
