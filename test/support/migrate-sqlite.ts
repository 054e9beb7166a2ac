import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Database } from '../../api/database/database';
import { migrate } from '../../api/database/migrate';

let template: string | undefined;

/**
 * Migrates an empty SQLite database in memory. The first database of a suite runs the migrations. The others get a
 * copy of its pages, which takes a tenth of the time.
 */
export async function migrateSqlite(database: Database): Promise<void> {
  if (template === undefined) {
    await migrate(database);
    template = await savedPages(database);
    return;
  }
  const client = database.knex.client as KnexClient;
  const connection = await client.acquireConnection();
  try {
    await copyInto(connection, template);
  } finally {
    await client.releaseConnection(connection);
  }
}

async function savedPages({ knex }: Database): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'keyplane-template-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'migrated.db');
  await knex.raw('VACUUM INTO ?', [file]);
  return file;
}

/** The connection of knex's SQLite client, because only the connection can copy pages. */
interface KnexClient {
  acquireConnection(): Promise<Connection>;
  releaseConnection(connection: Connection): Promise<void>;
}

/** https://github.com/TryGhost/node-sqlite3/wiki/API#databasebackupfilename-destname-sourcename-filenameisdest-callback */
interface Connection {
  backup(
    filename: string,
    destination: 'main',
    source: 'main',
    filenameIsDestination: false,
    opened: (error: Error | null) => void,
  ): Backup;
}

interface Backup {
  step(pages: number, done: (error: Error | null) => void): void;
}

const ALL_PAGES = -1;

/** The backup ends by itself with its last page. */
function copyInto(connection: Connection, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const backup = connection.backup(file, 'main', 'main', false, (opening) => {
      if (opening !== null) reject(opening);
      else backup.step(ALL_PAGES, (error) => (error === null ? resolve() : reject(error)));
    });
  });
}
