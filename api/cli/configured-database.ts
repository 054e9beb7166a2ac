import type { Config } from '../config';
import { openDatabase, type Database } from '../database/database';
import { COMMAND_LIMITS, serverLimits } from '../database/dialects/postgres-limits';
import { migrate } from '../database/migrate';
import { loadSealer, requireSealerOf, type Installation } from '../installation';
import { createLog } from '../operations/log';
import { requireWritableDatabaseFile, requireWritableFolder } from './writable';

const SQLITE = 'sqlite:';

/**
 * The database that the configuration names, not migrated yet.
 * @throws CommandFailure where it lies on this machine and cannot be written
 */
export async function openConfiguredDatabase(
  config: Config,
  limits = serverLimits(config.databaseStatementSeconds),
): Promise<Database> {
  const url = config.databaseUrl.reveal();
  if (url.startsWith(SQLITE)) {
    // A first start also puts a master key and the first credentials there.
    await requireWritableFolder(config.dataDirectory, 'KEYPLANE_DATA_DIR');
    const file = url.slice(SQLITE.length);
    if (file !== ':memory:') await requireWritableDatabaseFile(file);
  }
  return openDatabase(url, { poolSize: config.databasePoolSize, limits });
}

/** For commands that do one thing on the migrated database and end. */
export function withInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  return withUncheckedInstallation(config, async (installation) => {
    await requireSealerOf(installation.database, installation.sealer);
    return work(installation);
  });
}

/** As `withInstallation`, also where the database was sealed under another master key. */
export async function withUncheckedInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const database = await openConfiguredDatabase(config, COMMAND_LIMITS);
  try {
    const sealer = await loadSealer(config, database);
    await migrate(database);
    return await work({ database, sealer, log: createLog({ level: config.logLevel }) });
  } finally {
    await database.close();
  }
}
