import type { Database } from './database';

/** What the database says about itself. */
export interface DatabaseFacts {
  /** Such as `PostgreSQL 17.5` or `SQLite 3.50.4`. */
  readonly product: string;
  /** How far its clock is ahead of this process; `null` for SQLite, which has no clock of its own. */
  readonly aheadMillis: number | null;
  /** Whether it refuses every change, as a standby does. */
  readonly isReadOnly: boolean;
}

interface FactRow {
  readonly version: string;
  readonly now_millis: number | string;
  readonly read_only: string;
}

/** Asks PostgreSQL for its time, and assumes that it read its clock in the middle of the round trip. */
export async function databaseFacts(
  database: Pick<Database, 'dialect' | 'reader'>,
): Promise<DatabaseFacts> {
  const { dialect, reader } = database;
  if (dialect.name === 'sqlite') {
    const [row] = await reader.all<Pick<FactRow, 'version'>>(
      'SELECT sqlite_version() AS version',
      [],
    );
    return { product: `SQLite ${row?.version ?? ''}`, aheadMillis: null, isReadOnly: false };
  }
  const startedAt = Date.now();
  const [row] = await reader.all<FactRow>(
    `SELECT current_setting('server_version') AS version,
      current_setting('transaction_read_only') AS read_only,
      extract(epoch FROM clock_timestamp()) * 1000 AS now_millis`,
    [],
  );
  if (row === undefined) throw new Error('A read of the time of the database returned nothing.');
  const middle = (startedAt + Date.now()) / 2;
  return {
    product: `PostgreSQL ${row.version.split(' ')[0] ?? ''}`,
    aheadMillis: Number(row.now_millis) - middle,
    isReadOnly: row.read_only === 'on',
  };
}
