import type { PostgresConnection } from './postgres-connection';

const ANSWER_WITHIN_MILLIS = 1000;
/** A replica that does nothing for so long in the middle of a transaction is lost or frozen. */
const FROZEN_AFTER_MILLIS = 1500;

/**
 * Ends the transactions of a replica that does nothing and holds up others. It ends all that are as
 * old, because otherwise the next one would get the lock as soon as the first has lost it. Each
 * transaction names its process (`limitTransaction`), so this works behind a pooler as well.
 */
const END_FROZEN = `
  WITH blocking AS (
    SELECT unnest(pg_blocking_pids(pid)) AS pid FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
  ), frozen AS (
    SELECT application_name FROM pg_stat_activity JOIN blocking USING (pid)
    WHERE datname = current_database() AND usename = current_user
      AND application_name LIKE 'keyplane %'
      AND (state LIKE 'idle in transaction%' OR wait_event = 'ClientWrite')
      AND state_change < clock_timestamp() - interval '${FROZEN_AFTER_MILLIS} ms'
  )
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND usename = current_user
    AND application_name IN (SELECT application_name FROM frozen)
    AND xact_start < clock_timestamp() - interval '${FROZEN_AFTER_MILLIS} ms'`;

const IS_WORKING = `
  SELECT 1 FROM pg_stat_activity
  WHERE pid = $1 AND state = 'active' AND wait_event IS DISTINCT FROM 'ClientWrite'`;

/**
 * For a statement that takes long: ends what may hold it up, and tells whether PostgreSQL is still running what
 * this connection sent. Behind a pooler it is impossible to tell which process that is; then it is enough that
 * the database answers.
 */
export async function isWorkingFor(url: string, connection: PostgresConnection): Promise<boolean> {
  const { Client } = await import('pg');
  const client = new Client({
    connectionString: url,
    application_name: 'keyplane probe',
    connectionTimeoutMillis: ANSWER_WITHIN_MILLIS,
    query_timeout: ANSWER_WITHIN_MILLIS,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(END_FROZEN);
    if (connection.keyplaneDirect !== true) return true;
    const { rowCount } = await client.query(IS_WORKING, [connection.processID]);
    return rowCount === 1;
  } finally {
    void client.end().catch(() => {});
  }
}
