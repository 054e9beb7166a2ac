import type { Metrics } from '../operations/metrics';
import type { Database } from './database';

/** Shows in `/metrics` what can keep the database from being written. */
export function createDatabaseGauges(
  database: Pick<Database, 'dialect' | 'writesFail'>,
  metrics: Pick<Metrics, 'gauge'>,
): void {
  metrics.gauge({
    name: 'keyplane_database_writable',
    help:
      '0 if the last attempt to write to the database failed because the database could not ' +
      'be used.',
    across: 'min',
    read: () => (database.writesFail() ? 0 : 1),
  });
  const { storage } = database.dialect;
  if (storage === undefined) return;
  metrics.gauge({
    name: 'keyplane_sqlite_wal_bytes',
    help:
      'Size of the write-ahead log of SQLite in bytes. It grows while another process keeps ' +
      'reading the database.',
    across: 'max',
    read: storage.logBytes,
  });
  metrics.gauge({
    name: 'keyplane_sqlite_disk_full',
    help: '1 while the disk is full and only revocations, changes and deletions are written.',
    across: 'max',
    read: () => (storage.isFull() ? 1 : 0),
  });
}
