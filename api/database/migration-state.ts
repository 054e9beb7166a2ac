import type { Database } from './database';
import { MIGRATIONS } from './migrations';

/**
 * Whether every migration of this version has been applied. Those of a newer version do not count:
 * in a rolling upgrade the older replicas go on until the newer ones take over.
 */
export async function isMigrated(database: Database): Promise<boolean> {
  const rows = await database.knex<{ name: string }>('knex_migrations').select('name');
  const applied = new Set(rows.map(({ name }) => name));
  return Object.keys(MIGRATIONS).every((name) => applied.has(name));
}
