import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';
import { createTestDatabase } from '../support/postgres';
import { seedKeys } from './seed-keys';
import { startServerProcess, type ServerProcess } from './server-process';
import { newFolder } from './temporary-folder';

export type DatabaseKind = 'sqlite' | 'postgres';

/** A server on a database of so many keys; `stop` removes both. */
export async function startSeededServer(kind: DatabaseKind, keys: number): Promise<ServerProcess> {
  const folder = await newFolder();
  if (kind === 'sqlite') {
    await fillSqlite(join(folder, 'data/keyplane.db'), keys);
    return startServerProcess({ folder });
  }
  const { url, drop } = await createTestDatabase();
  await fillPostgres(url, keys);
  const server = await startServerProcess({
    folder,
    environment: {
      KEYPLANE_DATABASE_URL: url,
      KEYPLANE_MASTER_KEY: randomBytes(32).toString('base64'),
    },
  });
  return {
    ...server,
    async stop() {
      await server.stop();
      await drop();
    },
  };
}

/** In one transaction that nothing has to survive, and in memory: the order of hashes is no order. */
export async function fillSqlite(path: string, keys: number): Promise<void> {
  const database = openDatabase(`sqlite:${path}`);
  try {
    await migrate(database);
    await database.knex.raw('PRAGMA synchronous = OFF');
    await database.knex.raw('PRAGMA cache_size = -1000000');
    await database.run(() => seedKeys(database, keys));
    await database.knex.raw('PRAGMA wal_checkpoint(TRUNCATE)');
  } finally {
    await database.close();
  }
}

export async function fillPostgres(url: string, keys: number): Promise<void> {
  const database = openDatabase(url);
  try {
    await migrate(database);
    await database.run(() => seedKeys(database, keys));
    await database.knex.raw('VACUUM ANALYZE');
  } finally {
    await database.close();
  }
}
