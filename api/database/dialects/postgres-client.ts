import type { Knex } from 'knex';
import KnexPostgresClient from 'knex/lib/dialects/postgres';
import PostgresTransaction from 'knex/lib/dialects/postgres/execution/pg-transaction';
import { DatabaseTimeoutError } from './database-timeout-error';
import type { OnTrouble } from './database-trouble';
import { watchAnswer } from './answer-watch';
import type { PoolTrust } from './pool-trust';
import { abandon, endConnection, type PostgresConnection } from './postgres-connection';
import { limitTransaction, type PostgresLimits } from './postgres-limits';

/**
 * The client waits this much longer than the server's own limit. So the server ends the statement
 * first and reports that, and the connection can be kept.
 */
const LATER_THAN_SERVER_MILLIS = 1000;
const LOCK_NOT_AVAILABLE = '55P03';
/**
 * A connection that was opened while PostgreSQL was read-only stays read-only. A new one may be
 * able to write.
 */
const READ_ONLY_TRANSACTION = '25006';

interface Query {
  /** `.options({ answerWithinMillis })` of a query that may take less time than others. */
  readonly options?: { readonly answerWithinMillis?: number };
}

/**
 * knex's client for PostgreSQL, but nothing waits forever: every transaction sets its limits together
 * with its BEGIN, and a connection that stops answering is given up.
 */
export function postgresClient(dependencies: {
  limits: PostgresLimits;
  /** Tells this process apart from the others that use the database. */
  name: string;
  trust: PoolTrust;
  /** Asks PostgreSQL over another connection. */
  isWorkingFor: (connection: PostgresConnection) => Promise<boolean>;
  onTrouble: OnTrouble;
}): typeof Knex.Client {
  const { limits, name, trust, isWorkingFor, onTrouble } = dependencies;

  class LimitedTransaction extends PostgresTransaction {
    override begin(connection: PostgresConnection): Promise<unknown> {
      delete connection.keyplanePatient;
      return this.query(connection, `BEGIN; ${limitTransaction(limits, name)}`);
    }
  }

  class LimitedPostgresClient extends KnexPostgresClient {
    constructor(config: Knex.Config) {
      // Migrations use this name to distinguish the databases.
      super({ ...config, client: 'pg' });
    }

    override transaction(...args: unknown[]): Knex.Transaction {
      return new LimitedTransaction(this, ...args) as unknown as Knex.Transaction;
    }

    override async _query(connection: PostgresConnection, query: Query): Promise<unknown> {
      const startedAt = performance.now();
      try {
        const answer = await watchAnswer(
          super._query(connection, query),
          limitOf(connection, query, limits),
          () => isWorkingFor(connection),
        );
        trust.answered(connection);
        return answer;
      } catch (error) {
        if (error instanceof DatabaseTimeoutError) {
          trust.foundDead(startedAt);
          onTrouble('connection_abandoned');
          abandon(connection, error);
          throw error;
        }
        if (codeOf(error) === LOCK_NOT_AVAILABLE) onTrouble('lock_timeout');
        if (codeOf(error) === READ_ONLY_TRANSACTION) trust.foundReadOnly();
        throw nameLost(error, connection.__knex__disposed !== undefined);
      }
    }

    override async acquireConnection(): Promise<unknown> {
      try {
        return await super.acquireConnection();
      } catch (error) {
        onTrouble('no_connection');
        throw nameLost(error, isTimeout(error));
      }
    }

    override destroyRawConnection(connection: PostgresConnection): Promise<void> {
      return endConnection(connection);
    }
  }

  return LimitedPostgresClient as unknown as typeof Knex.Client;
}

function limitOf(
  { keyplanePatient }: PostgresConnection,
  { options }: Query,
  { statement }: PostgresLimits,
): number {
  if (keyplanePatient || statement === 0) return 0;
  return options?.answerWithinMillis ?? statement + LATER_THAN_SERVER_MILLIS;
}

function codeOf(error: unknown): unknown {
  return error instanceof Object && 'code' in error ? error.code : undefined;
}

/** `pg` reports a lost connection only in its message, without a code. */
function nameLost(error: unknown, lost: boolean): unknown {
  if (!lost || codeOf(error) !== undefined) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new DatabaseTimeoutError(message, { cause: error });
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && /timeout|timed out|terminated/i.test(error.message);
}
