import type { PostgresConnection } from './postgres-connection';

const ANSWER_WITHIN_MILLIS = 1000;

/**
 * Whether PostgreSQL works on what this connection sent. Behind a pooler nobody can tell which process
 * that is; then it is enough that the database answers.
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
    if (connection.keyplaneDirect !== true) {
      await client.query('SELECT 1');
      return true;
    }
    const { rowCount } = await client.query(
      `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND state = 'active'
       AND wait_event IS DISTINCT FROM 'ClientWrite'`,
      [connection.processID],
    );
    return rowCount === 1;
  } finally {
    void client.end().catch(() => {});
  }
}
