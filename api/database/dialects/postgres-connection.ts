import type { Socket } from 'node:net';
import type { Knex } from 'knex';

/** The parts of a `pg` connection that Keyplane uses, and the properties that Keyplane and knex add to it. */
export interface PostgresConnection {
  readonly processID: number;
  readonly connection: { readonly stream: Socket };
  /** Set by knex: the connection is not used again. */
  __knex__disposed?: unknown;
  /** Whether PostgreSQL itself answers, and no pooler. */
  keyplaneDirect?: boolean;
  /** When the connection was opened, by `performance.now()`. */
  keyplaneMadeAt?: number;
  /** When it last answered, by `performance.now()`. */
  keyplaneAnsweredAt?: number;
  /** Whether the transaction in progress may take as long as it needs. */
  keyplanePatient?: boolean;
  setTypeParser(type: number, parse: (text: string) => unknown): void;
  query<Row extends object>(
    text: string,
    values: readonly unknown[],
  ): Promise<{ rows: Row[]; rowCount: number | null }>;
  end(): Promise<void>;
}

/** An idle connection closes within milliseconds, unless the network is broken. */
const END_WITHIN_MILLIS = 500;

/** Stops using the connection: everything that waits for an answer fails. */
export function abandon(connection: PostgresConnection, why: unknown): void {
  connection.__knex__disposed ??= why;
  connection.connection.stream.destroy();
}

/** Ends the session with the server, and does not wait long for that. */
export async function endConnection(connection: PostgresConnection): Promise<void> {
  const { stream } = connection.connection;
  if (connection.__knex__disposed !== undefined) return void stream.destroy();
  const deadline = setTimeout(() => stream.destroy(), END_WITHIN_MILLIS);
  await connection.end();
  clearTimeout(deadline);
}

/** The connection that a transaction in progress uses. */
export async function connectionOf(transaction: Knex.Transaction): Promise<PostgresConnection> {
  const client = transaction.client as { acquireConnection(): Promise<PostgresConnection> };
  return client.acquireConnection();
}
