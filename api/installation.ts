import path from 'node:path';
import { createBootstrap, type Bootstrap } from './bootstrap/bootstrap';
import { createKnexOperatorStore } from './bootstrap/knex-operator-store';
import type { Config } from './config';
import type { Database } from './database/database';
import { systemClock } from './domain/clock';
import type { Log } from './operations/log';
import { checkMasterKey } from './sealing/check-master-key';
import { createKnexSealingKeyStore } from './sealing/knex-sealing-key-store';
import { resolveMasterKeys } from './sealing/resolve-master-keys';
import { createSealer, type Sealer } from './sealing/sealer';
import { createSlices } from './slices';

/** What the commands compose, as `createApp` composes what the server answers with. */
export interface Installation {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly log: Log;
}

/**
 * Needs no migrated database, so that a missing key is told before anything is changed.
 * @throws MasterKeyError
 */
export async function loadSealer(config: Config, database: Database): Promise<Sealer> {
  const keys = await resolveMasterKeys({
    current: config.masterKey?.reveal(),
    previous: config.previousMasterKey?.reveal(),
    database: database.dialect.name,
    file: path.join(config.dataDirectory, 'master.key'),
  });
  return createSealer(keys);
}

/**
 * The migrated database remembers under which master key it was sealed.
 * @throws MasterKeyError
 */
export async function requireSealerOf(database: Database, sealer: Sealer): Promise<void> {
  const store = createKnexSealingKeyStore(database);
  await checkMasterKey({ store, sealer, unitOfWork: database, clock: systemClock });
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
