import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { rowsOf } from './rows-of';
import { DatabaseUnavailableError } from './unavailable';
import { caseInsensitivePattern, namesAndValues, type Dialect } from './dialect';
import { createPoolTrust } from './pool-trust';
import { createPostgresChangeSource } from './postgres-change-source';
import { postgresClient } from './postgres-client';
import { connectionOf, endConnection, type PostgresConnection } from './postgres-connection';
import {
  COMMAND_LIMITS,
  greet,
  limitTransaction,
  type Greeting,
  type PostgresLimits,
} from './postgres-limits';
import { isWorkingFor } from './postgres-probe';
import type { OnTrouble } from './database-trouble';

const MIGRATION_LOCK = 7_249_118_203;

/** Migrations and commands may pause for a while and do not count as frozen. */
const PATIENT_NAME = 'keyplane';

const INT8 = 20;
/** After this time, a caller that waits for a connection is told that there is none. */
const ACQUIRE_WITHIN_MILLIS = 5000;
const CONNECT_WITHIN_MILLIS = 3000;
const KEEP_ALIVE_AFTER_MILLIS = 5000;

const READ_ONLY =
  'PostgreSQL is read-only at the moment: it is a standby, or an operator made it read-only.';

const LOCK_WAITS = `
  SELECT count(*) AS waiting FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

/** The answer is outdated: a key that it shows may be revoked. */
const STANDBY = 'The database is a standby. Connect to the primary.';

export interface PostgresOptions {
  readonly poolSize: number;
  readonly limits: PostgresLimits;
  readonly onTrouble: OnTrouble;
}

export function postgresDialect(url: string, options: PostgresOptions): Dialect {
  const { poolSize, limits, onTrouble } = options;
  const trust = createPoolTrust();
  const name = limits.statement === 0 ? PATIENT_NAME : `${PATIENT_NAME} ${randomUUID()}`;

  /** The rest of the connections is for verifications and for checks at the end of a change. */
  const shareOf = (share: number) => Math.max(1, Math.floor(poolSize * share));

  /** bigint columns hold milliseconds and counters, all below 2^53. */
  async function prepare(connection: PostgresConnection): Promise<void> {
    connection.setTypeParser(INT8, Number);
    const { rows } = await connection.query<Greeting>(greet(limits), [connection.processID]);
    if (rows[0]?.standby) {
      await endConnection(connection);
      throw new DatabaseUnavailableError(STANDBY);
    }
    connection.keyplaneDirect = rows[0]?.direct ?? false;
    trust.met(connection);
  }

  return {
    name: 'postgres',
    atOnce: { read: shareOf(0.3), change: shareOf(0.4), end: shareOf(0.2) },
    knexConfig: () => ({
      client: postgresClient({
        limits,
        name,
        trust,
        isWorkingFor: (connection) => isWorkingFor(url, connection),
        onTrouble,
      }),
      connection: {
        connectionString: url,
        application_name: PATIENT_NAME,
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
      // The message would contain values from the statement.
      compileSqlOnError: false,
    }),
    openReader: () => undefined,
    readerKnexConfig: () => undefined,
    async requireWritable(pool, { thorough }) {
      const setting = "current_setting('transaction_read_only')";
      const [row] = await rowsOf<{ value: string }>(pool, `SELECT ${setting} AS value`, []);
      if (row?.value === 'on') {
        // A connection that was opened as read-only stays so. Only new ones notice when that is
        // over.
        trust.foundReadOnly();
        throw new DatabaseUnavailableError(READ_ONLY);
      }
      if (thorough) await pool.raw('UPDATE knex_migrations_lock SET is_locked = is_locked');
    },
    async lockMigrations(transaction) {
      (await connectionOf(transaction)).keyplanePatient = true;
      await transaction.raw(limitTransaction(COMMAND_LIMITS, PATIENT_NAME));
      await transaction.raw('SELECT pg_advisory_xact_lock(?)', [MIGRATION_LOCK]);
    },
    async takeTurns(connection, name) {
      await connection.raw('SELECT pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
    },
    locksRows: true,
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
    byteOrder: ' COLLATE "C"',
    contains: (column) => `${column} COLLATE "C" ~ ?`,
    containsPattern: (text) =>
      caseInsensitivePattern(text, (character) => character.replace(/[!-/:-@[-`{-~]/, '\\$&')),
    nextSecretVersion: 'keyplane_next_secret_version()',
    async countLockWaits(pool) {
      const { rows } = (await pool.raw(LOCK_WAITS)) as { rows: { waiting: number }[] };
      return rows[0]?.waiting ?? 0;
    },
    changeSource: (pool, log) => createPostgresChangeSource(url, pool, log),
  };
}
