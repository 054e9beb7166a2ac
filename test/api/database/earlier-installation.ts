import type { Knex } from 'knex';
import { openDatabase, type Database } from '../../../api/database/database';
import { MIGRATIONS } from '../../../api/database/generated/migrations';
import type { DatabaseName } from '../../support/api';
import { createTestDatabase } from '../../support/postgres';

/** The database of an installation that was upgraded to that migration and no further. */
export async function openEarlierInstallation(
  on: DatabaseName,
  lastMigration: string,
): Promise<{ database: Database; close: () => Promise<void> }> {
  const own = on === 'postgres' ? await createTestDatabase() : undefined;
  const database = openDatabase(own?.url ?? 'sqlite::memory:');
  await database.knex.migrate.latest({ migrationSource: migrationsUpTo(lastMigration) });
  return {
    database,
    async close() {
      await database.close();
      await own?.drop();
    },
  };
}

export function migrationsUpTo(last: string): Knex.MigrationSource<[string, Knex.Migration]> {
  const earlier = Object.entries(MIGRATIONS).filter(([name]) => name <= last);
  return {
    getMigrations: () => Promise.resolve(earlier.sort()),
    getMigrationName: ([name]) => name,
    getMigration: ([, migration]) => Promise.resolve(migration),
  };
}
