import type { Database } from './database';
import { MIGRATIONS } from './generated/migrations';

/**
 * Whether every migration of this version has been applied. Migrations of a newer version do not count: in
 * a rolling upgrade, the older replicas keep serving until the newer ones take over.
 */
export async function isMigrated(database: Database): Promise<boolean> {
  // Reads as a verification does. If that fails, being able to write does not help.
  const rows = await database.reader.all<{ name: string }>('SELECT name FROM knex_migrations', []);
  const applied = new Set(rows.map(({ name }) => name));
  return Object.keys(MIGRATIONS).every((name) => applied.has(name));
}
