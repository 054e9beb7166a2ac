import { createBootstrap, type Bootstrap } from '../bootstrap/bootstrap';
import { createKnexOperatorStore } from '../bootstrap/operator-store';
import { masterKeyFileOf, sqliteFileOf, type Config } from './config';
import type { Database } from '../database/database';
import { peekIntoSqlite } from '../database/dialects/sqlite-peek';
import { systemClock, type Clock } from '../domain/clock';
import type { Log } from '../operations/log';
import { checkMasterKey, requireKnownMasterKey } from '../sealing/check-master-key';
import { createKnexSealingKeyStore } from '../sealing/sealing-key-store';
import { resolveMasterKeys } from '../sealing/resolve-master-keys';
import { createSealer, type Sealer } from '../sealing/sealer';
import { createSlices, type Slices } from './slices';
import { createUlidIds } from './ulid-ids';

/** Composes what the commands need, as `createApp` does for the server. */
export interface Installation {
  readonly database: Database;
  readonly sealer: Sealer;
  readonly log: Log;
}

/**
 * Needs no migrated database, so a missing or wrong key is reported before anything is changed.
 * @param options.evenIfLost a key is generated although the database was sealed with another
 * @throws MasterKeyError
 */
export async function loadSealer(
  config: Config,
  database: Database,
  options: { evenIfLost?: boolean } = {},
): Promise<Sealer> {
  const keys = await resolveMasterKeys({
    current: config.masterKey?.reveal(),
    previous: config.previousMasterKey?.reveal(),
    database: database.dialect.name,
    file: masterKeyFileOf(config),
    sealedUnder: async () => (options.evenIfLost ? [] : sealedUnder(config)),
  });
  const sealer = createSealer(keys);
  if (!options.evenIfLost) await requireOwnDatabase(config, database, sealer);
  return sealer;
}

/** @throws MasterKeyError if the database, whichever version migrated it, was sealed with another key */
async function requireOwnDatabase(
  config: Config,
  database: Database,
  sealer: Sealer,
): Promise<void> {
  if (!(await database.knex.schema.hasTable('sealing_keys'))) return;
  const known = await createKnexSealingKeyStore(database).all();
  requireKnownMasterKey(known, sealer, keyFileOf(config));
}

/** The file that the master key was read from, if it was not given by a variable. */
function keyFileOf(config: Config): string | undefined {
  return config.masterKey === null ? masterKeyFileOf(config) : undefined;
}

/** How a message names the database. It also says that a SQLite file was not changed. */
async function sealedUnder(config: Config): Promise<readonly string[]> {
  const file = sqliteFileOf(config);
  if (file === undefined) return [];
  const sql = 'SELECT id FROM sealing_keys ORDER BY created_at, id';
  const rows = await peekIntoSqlite<{ id: string }>(file, 'sealing_keys', sql);
  return rows.map(({ id }) => id);
}

/**
 * The migrated database remembers with which master key it was sealed.
 * @throws MasterKeyError
 */
export async function requireSealerOf(
  config: Config,
  database: Database,
  sealer: Sealer,
): Promise<void> {
  await checkMasterKey({
    store: createKnexSealingKeyStore(database),
    sealer,
    unitOfWork: database,
    clock: systemClock,
    keyFile: keyFileOf(config),
  });
}

/** The slices of an installation, for commands. @param options.mailed as for `createSlices` */
export function slicesOf(
  { database, sealer, log }: Installation,
  { mailed = false, clock = systemClock }: { mailed?: boolean; clock?: Clock } = {},
): Slices {
  const onError = (error: unknown) => log.error({ err: error }, 'background work failed');
  return createSlices({ database, clock, ids: createUlidIds(clock), sealer, onError, mailed });
}

/** Creates and recovers credentials for the operator, who has none yet. */
export function createInstalledBootstrap(installation: Installation): Bootstrap {
  const { database } = installation;
  const { audit, applicationKeys, teams, members } = slicesOf(installation);
  return createBootstrap({
    store: createKnexOperatorStore(database),
    unitOfWork: database,
    clock: systemClock,
    audit: audit.trail,
    keys: applicationKeys.ofMembers,
    teams: teams.teams,
    directory: teams.directory,
    owners: members.owners,
  });
}
