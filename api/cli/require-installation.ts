import { existsSync } from 'node:fs';
import path from 'node:path';
import { sqliteFileOf, type Config } from '../app/config';
import { appliedNames } from '../database/applied-migrations';
import type { Database } from '../database/database';
import { isLogOfAnotherDatabase } from '../database/dialects/stale-write-ahead-log';
import { isFileOfKeyplane } from '../database/foreign-database';
import { MIGRATIONS } from '../database/generated/migrations';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireReadableDatabaseFile } from './writable';

/**
 * Runs before anything is opened. A command for an existing installation must not create one, as it would
 * in a wrong folder.
 * @throws CommandFailure if the configuration names a SQLite file that is not a database of Keyplane
 */
export async function requireInstalledFile(config: Config, advice?: string): Promise<void> {
  const file = sqliteFileOf(config);
  if (file === undefined) return;
  await requireReadableDatabaseFile(file);
  // If the log belongs to another database, opening the database reports that. The log must not be read
  // before.
  if (existsSync(file) && isLogOfAnotherDatabase(file)) return;
  if (!(await isFileOfKeyplane(file))) throw noInstallation(path.resolve(file), advice);
}

/** @throws CommandFailure if the database has no tables of Keyplane */
export async function requireInstalledTables(
  database: Database,
  config: Config,
  advice?: string,
): Promise<void> {
  const applied = await appliedNames(database.knex);
  if (applied.some((name) => name in MIGRATIONS)) return;
  throw noInstallation(config.databaseUrl.shown, advice);
}

function noInstallation(where: string, advice = 'so nothing was changed. Give'): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.config,
    `${where} is not a database of Keyplane, ${advice} this command the KEYPLANE_DATA_DIR and ` +
      'KEYPLANE_DATABASE_URL of the server.',
  );
}
