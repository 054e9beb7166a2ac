import { statSync } from 'node:fs';
import { Database, OPEN_READWRITE } from 'sqlite3';

const MIB = 1_048_576;
/** SQLite checkpoints by itself at 4000 pages: a longer log means that something held it up. */
export const LONG_LOG_BYTES = 32 * MIB;
/** Above this size, the operator of Keyplane has to know. */
export const WARNED_LOG_BYTES = 128 * MIB;

/** The result of one check of the write-ahead log. */
export interface LogCheckpoint {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

export function logBytesOf(filename: string): number {
  return statSync(`${filename}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Shortens a write-ahead log that has grown. While a reader uses an old snapshot, SQLite cannot restart the
 * log, and it never shortens one. PASSIVE copies what can be copied and delays nobody. Only if that was
 * everything does TRUNCATE follow, which delays writers for at most `WAITS_MILLIS`.
 */
export async function checkpointLongLog(
  filename: string,
  longBytes = LONG_LOG_BYTES,
): Promise<LogCheckpoint> {
  const bytesBefore = logBytesOf(filename);
  if (bytesBefore <= longBytes) return { bytesBefore, bytesAfter: bytesBefore };
  const connection = await open(filename);
  try {
    await execute(connection, `PRAGMA busy_timeout = ${WAITS_MILLIS}`);
    const passive = await checkpoint(connection, 'PASSIVE');
    if (passive.log === passive.checkpointed) await checkpoint(connection, 'TRUNCATE');
  } finally {
    await new Promise<void>((resolve) => connection.close(() => resolve()));
  }
  return { bytesBefore, bytesAfter: logBytesOf(filename) };
}

const WAITS_MILLIS = 50;

interface CheckpointRow {
  readonly busy: number;
  readonly log: number;
  readonly checkpointed: number;
}

async function checkpoint(connection: Database, mode: 'PASSIVE' | 'TRUNCATE') {
  const [row] = await execute(connection, `PRAGMA wal_checkpoint(${mode})`);
  return row as CheckpointRow;
}

function execute(connection: Database, sql: string): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    connection.all(sql, (error, rows) => (error === null ? resolve(rows) : reject(error)));
  });
}

function open(filename: string): Promise<Database> {
  return new Promise((resolve, reject) => {
    const connection: Database = new Database(filename, OPEN_READWRITE, (error) =>
      error === null ? resolve(connection) : reject(error),
    );
  });
}
