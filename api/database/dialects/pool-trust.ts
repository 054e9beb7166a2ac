import { DatabaseTimeoutError } from './database-timeout-error';
import { abandon, type PostgresConnection } from './postgres-connection';

/** A connection that answered this recently is used without asking first. */
const TRUSTED_MILLIS = 1000;
const PING_WITHIN_MILLIS = 1000;

/**
 * Which idle connections may be used. A connection that a firewall has forgotten is silent, so one
 * request after the other would wait for it. If one is found dead, all connections that have not
 * answered since its last sign of life are discarded. So when the network returns, the pool opens
 * new connections.
 */
export interface PoolTrust {
  answered(connection: PostgresConnection): void;
  /** Notes a new connection. */
  met(connection: PostgresConnection): void;
  /** The connection has been silent since this moment. */
  foundDead(since: number): void;
  /** Replaces all existing connections. */
  foundReadOnly(): void;
  isUsable(connection: PostgresConnection): Promise<boolean>;
}

export function createPoolTrust(): PoolTrust {
  let deadSince = -Infinity;
  let madeSince = -Infinity;

  function foundDead(since: number): void {
    deadSince = Math.max(deadSince, since);
  }

  async function answersPing(connection: PostgresConnection): Promise<boolean> {
    const startedAt = performance.now();
    const silent = setTimeout(() => {
      foundDead(startedAt);
      abandon(connection, new DatabaseTimeoutError('An idle connection is dead.'));
    }, PING_WITHIN_MILLIS);
    try {
      await connection.query('SELECT 1', []);
      connection.keyplaneAnsweredAt = performance.now();
      return true;
    } catch {
      return false;
    } finally {
      clearTimeout(silent);
    }
  }

  return {
    answered(connection) {
      connection.keyplaneAnsweredAt = performance.now();
    },
    met(connection) {
      connection.keyplaneMadeAt = performance.now();
      connection.keyplaneAnsweredAt = performance.now();
    },
    foundDead,
    foundReadOnly() {
      madeSince = performance.now();
    },
    async isUsable(connection) {
      const answeredAt = connection.keyplaneAnsweredAt ?? -Infinity;
      if (answeredAt < deadSince || (connection.keyplaneMadeAt ?? 0) < madeSince) return false;
      return performance.now() - answeredAt < TRUSTED_MILLIS || answersPing(connection);
    },
  };
}
