import path from 'node:path';
import { createBootstrap, type Bootstrap } from '../bootstrap/bootstrap';
import { createKnexOperatorStore } from '../bootstrap/knex-operator-store';
import type { Config } from '../config';
import { openDatabase, type Database } from '../database/database';
import { migrate } from '../database/migrate';
import { systemClock } from '../domain/clock';
import { createLog, type Log } from '../operations/log';
import { checkMasterKey } from '../sealing/check-master-key';
import { createKnexSealingKeyStore } from '../sealing/knex-sealing-key-store';
import { resolveMasterKeys } from '../sealing/resolve-master-keys';
import { createSealer, type Sealer } from '../sealing/sealer';
import { createSlices } from '../slices';
import { requireWritableDatabaseFile, requireWritableFolder } from './writable';

const SQLITE = 'sqlite:';

/** The database that the configuration names, not migrated yet. */
export async function openConfiguredDatabase(config: Config): Promise<Database> {
  const url = config.databaseUrl.reveal();
  if (url.startsWith(SQLITE)) {
    // A fresh start also puts a master key and the first credentials there.
    await requireWritableFolder(config.dataDirectory, 'KEYPLANE_DATA_DIR');
    const file = url.slice(SQLITE.length);
    if (file !== ':memory:') await requireWritableDatabaseFile(file);
  }
  return openDatabase(url, { poolSize: config.databasePoolSize });
}

/**
 * Needs the migrated database, which remembers under which master key it was sealed.
 * @throws MasterKeyError
 */
export async function openSealer(config: Config, database: Database): Promise<Sealer> {
  const keys = await resolveMasterKeys({
    current: config.masterKey?.reveal(),
    previous: config.previousMasterKey?.reveal(),
    database: database.dialect.name,
    file: path.join(config.dataDirectory, 'master.key'),
  });
  const sealer = createSealer(keys);
  const store = createKnexSealingKeyStore(database);
  await checkMasterKey({ store, sealer, unitOfWork: database, clock: systemClock });
  return sealer;
}

export interface Installation {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly log: Log;
}

/** Makes and recovers the credentials of those who run Keyplane, without any. */
export function createInstalledBootstrap({ database, sealer, log }: Installation): Bootstrap {
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  const slices = createSlices({ database, clock: systemClock, sealer, onError });
  return createBootstrap({
    store: createKnexOperatorStore(database),
    unitOfWork: database,
    clock: systemClock,
    audit: slices.audit,
    keys: slices.memberKeys,
    teams: slices.teams,
    directory: slices.teamDirectory,
    owners: slices.owners,
  });
}

/** For commands that do one thing on the migrated database and end. */
export async function withInstallation<T>(
  config: Config,
  work: (installation: Installation) => Promise<T>,
): Promise<T> {
  const database = await openConfiguredDatabase(config);
  try {
    await migrate(database);
    const sealer = await openSealer(config, database);
    return await work({ database, sealer, log: createLog({ level: config.logLevel }) });
  } finally {
    await database.close();
  }
}
