import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createTestDatabase } from '../support/postgres';
import { forkBundled } from './bundled';
import { startServerProcess, type ServerProcess } from './server-process';
import { newFolder } from './temporary-folder';

export type DatabaseKind = 'sqlite' | 'postgres';

/** A server on a database with this many keys. `stop` removes both. */
export async function startSeededServer(
  kind: DatabaseKind,
  keys: number,
  more: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const folder = await newFolder();
  if (kind === 'sqlite') {
    await fillDatabase(`sqlite:${join(folder, 'data/keyplane.db')}`, keys);
    return startServerProcess({ folder, environment: more });
  }
  const { url, drop } = await createTestDatabase();
  await fillDatabase(url, keys);
  const server = await startServerProcess({
    folder,
    environment: {
      ...more,
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

/** Fills the database at a URL with this many keys. */
export async function fillDatabase(url: string, keys: number): Promise<void> {
  const filling = forkBundled('filled-database', { args: [url, String(keys)] });
  const [code] = (await once(filling, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Filling the database ended with ${String(code)}.`);
}
