import path from 'node:path';
import { masterKeyFileOf, sqliteFileOf, type Config } from '../app/config';
import { openDatabase, type Database } from '../database/database';
import { isLogOfAnotherDatabase, isSqliteFile } from '../database/dialects/stale-write-ahead-log';
import { COMMAND_LIMITS, serverLimits } from '../database/dialects/postgres-limits';
import { requireOwnFile } from '../database/foreign-database';
import { migrate } from '../database/migrate';
import { loadSealer, requireSealerOf, type Installation } from '../app/installation';
import { createLog, type Log } from '../operations/log';
import { NO_TRACING } from '../tracing/tracing';
import { makePrivate, modeOf, WRITABLE_BY_OTHERS } from '../lib/private-files';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireInstalledFile, requireInstalledTables } from './require-installation';
import { requireWritableDatabaseFile, requireWritableFolder } from './writable';

/**
 * The database that the configuration names, not migrated yet. If it is a file, no other user of the
 * machine may read it.
 * @throws CommandFailure if the file cannot be written, or must not be opened as it is
 */
export async function openConfiguredDatabase(
  config: Config,
  log: Log,
  limits = serverLimits(config.databaseStatementSeconds),
  tracing = NO_TRACING,
): Promise<Database> {
  const url = config.databaseUrl.reveal();
  if (url.startsWith('sqlite:')) {
    // A first start also creates a master key and the first credentials in this folder.
    await requireWritableFolder(config.dataDirectory, 'KEYPLANE_DATA_DIR');
    const file = sqliteFileOf(config);
    if (file !== undefined) {
      await requireWritableDatabaseFile(file);
      if (isLogOfAnotherDatabase(file)) throw staleLog(file);
      if (isSqliteFile(file)) await requireOwnFile(file);
    }
    await keepToOurselves(filesOf(config, file), log);
  }
  return openDatabase(url, {
    poolSize: config.databasePoolSize,
    limits,
    busyTimeoutMillis: config.sqliteBusySeconds * 1000,
    tracing,
    tell: (level, message, error) => log[level](error === undefined ? {} : { err: error }, message),
  });
}

function filesOf(config: Config, database: string | undefined): string[] {
  // If the path is not a SQLite file, opening it fails later. Nothing must be changed here.
  const isOurs = database !== undefined && isSqliteFile(database);
  const beside = ['', '-wal', '-shm', '-journal', '-reserve'];
  const keyFile = masterKeyFileOf(config);
  const keyMode = modeOf(keyFile);
  // If others can write the file, the start is refused, and the file stays as it is.
  const isTrusted = keyMode !== undefined && (keyMode & WRITABLE_BY_OTHERS) === 0;
  return [
    ...(isOurs ? beside.map((suffix) => path.resolve(database + suffix)) : []),
    path.resolve(config.dataDirectory, 'bootstrap.json'),
    ...(isTrusted ? [keyFile] : []),
  ];
}

async function keepToOurselves(files: readonly string[], log: Log): Promise<void> {
  const found = await makePrivate(files);
  if (found.length === 0) return;
  log.warn(
    { files: found },
    'Other users of this machine could open these files. Keyplane has removed that access from each file with ' +
      '"repaired": true. If somebody may have read them, rotate the keys in bootstrap.json and change the ' +
      'master key with "keyplane rekey".',
  );
}

function staleLog(file: string): CommandFailure {
  const shown = path.resolve(file);
  return new CommandFailure(
    EXIT_CODE.config,
    `${shown}-wal does not belong to the database ${shown}, but for example to the one that a ` +
      'backup has replaced. SQLite would mix the two. Nothing was changed. If you restored a ' +
      `backup, move ${shown}-wal and ${shown}-shm away and start again. If you restored ` +
      `nothing, run "touch ${shown}-wal" and start again.`,
  );
}

/**
 * For commands that do one thing on the migrated database and end.
 * @throws CommandFailure if there is no installation, because commands create none
 */
export function withInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  return withDatabase(config, {}, async (installation) => {
    await requireSealerOf(config, installation.database, installation.sealer);
    return work(installation);
  });
}

/** Like `withInstallation`, but also if the database was sealed with another master key. */
export function withUncheckedInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  return withDatabase(config, { evenIfLost: true }, work);
}

async function withDatabase<T>(
  config: Config,
  options: { evenIfLost?: boolean },
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  await requireInstalledFile(config);
  const log = createLog({ level: config.logLevel });
  const database = await openConfiguredDatabase(config, log, COMMAND_LIMITS);
  try {
    await requireInstalledTables(database, config);
    const sealer = await loadSealer(config, database, options);
    await migrate(database, { acceptNewer: config.acceptNewerDatabase });
    return await work({ database, sealer, log });
  } finally {
    await database.close();
  }
}
