import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { loadSealer } from '../app/installation';
import { unknownJoins } from '../app/unknown-joins';
import { sqliteFileOf, type Config } from '../app/config';
import { appliedNames } from '../database/applied-migrations';
import { COMMAND_LIMITS } from '../database/dialects/postgres-limits';
import type { Database } from '../database/database';
import { requireOwnDatabase } from '../database/foreign-database';
import { isMigrated } from '../database/migration-state';
import { databaseFacts } from '../database/server-facts';
import { systemClock } from '../domain/clock';
import { describeCertificate } from '../front-door/tls-pair';
import { createLog } from '../operations/log';
import { openConfiguredDatabase } from './configured-database';
import { judgeCertificate, judgeClock, judgeDisk, reportOf, type Finding } from './doctor-findings';
import { examinePeers } from './doctor-peers';
import { CommandFailure, EXIT_CODE, type ExitCode } from './exit-code';
import { explainFailure } from './explain-failure';
import { requireInstalledFile, requireInstalledTables } from './require-installation';
import type { Terminal } from './terminal';
import { readTlsPair } from './tls-certificate';

/**
 * `keyplane doctor`: checks what a server with this configuration depends on, and says what to do. It changes
 * nothing, and may run next to servers.
 * @returns the exit code: 1 if something is wrong that keeps Keyplane from working
 */
export async function doctorCommand(config: Config, terminal: Terminal): Promise<ExitCode> {
  const findings: Finding[] = [
    { level: 'ok', about: 'configuration', text: 'is valid' },
    ...(await findingsOf('database', config, () => examineDatabase(config))),
    ...(await findingsOf('disk', config, () => examineDisk(config))),
    ...(await findingsOf('TLS certificate', config, () => examineCertificate(config))),
    ...(await examinePeers(config)),
  ];
  terminal.print(reportOf(findings));
  return findings.some(({ level }) => level === 'fault') ? EXIT_CODE.failure : EXIT_CODE.ok;
}

/** If something cannot be examined, that is a fault. It is explained in the words of the server. */
async function findingsOf(
  about: string,
  config: Config,
  examine: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await examine();
  } catch (error) {
    return [{ level: 'fault', about, text: explainFailure(error, config).message }];
  }
}

async function examineDatabase(config: Config): Promise<readonly Finding[]> {
  const about = 'database';
  const file = sqliteFileOf(config);
  if (file !== undefined && !existsSync(file)) {
    const text = `${path.resolve(file)} does not exist yet`;
    return [{ level: 'warning', about, text, remedy: 'The first start of the server creates it.' }];
  }
  await requireInstalledFile(config);
  const log = createLog({ level: 'fatal' });
  const database = await openConfiguredDatabase(config, log, COMMAND_LIMITS);
  try {
    const { product, aheadMillis, isReadOnly } = await databaseFacts(database);
    return [
      { level: 'ok', about, text: `${product} answers (${config.databaseUrl.shown})` },
      ...(isReadOnly ? [READ_ONLY] : []),
      ...(aheadMillis === null ? [] : [judgeClock(aheadMillis)]),
      ...(await findingsOf('migrations', config, () => examineMigrations(config, database))),
      ...(await findingsOf('master key', config, () => examineMasterKey(config, database))),
      ...(await findingsOf('teams to join', config, () => examineJoins(config, database))),
    ];
  } finally {
    await database.close();
  }
}

const READ_ONLY: Finding = {
  level: 'fault',
  about: 'database',
  text: 'it accepts no changes: it is a standby, or default_transaction_read_only is on',
  remedy:
    'Set KEYPLANE_DATABASE_URL to the primary, or turn the setting off. Running servers then recover by ' +
    'themselves.',
};

async function examineMigrations(config: Config, database: Database): Promise<readonly Finding[]> {
  const about = 'migrations';
  const applied = await appliedNames(database.knex);
  await requireOwnDatabase(database.knex, database.dialect, applied);
  if (!(await hasTables(database, config))) {
    const remedy = 'The first start of the server prepares it.';
    return [{ level: 'warning', about, text: 'the database has no tables of Keyplane', remedy }];
  }
  if (await isMigrated(database)) return [{ level: 'ok', about, text: 'all are applied' }];
  const remedy = 'The next start of the server applies them, or `keyplane migrate` does.';
  return [{ level: 'warning', about, text: 'some are not applied yet', remedy }];
}

async function hasTables(database: Database, config: Config): Promise<boolean> {
  try {
    await requireInstalledTables(database, config);
    return true;
  } catch (error) {
    if (error instanceof CommandFailure) return false;
    throw error;
  }
}

async function examineMasterKey(config: Config, database: Database): Promise<readonly Finding[]> {
  const { keyIds } = await loadSealer(config, database);
  return [{ level: 'ok', about: 'master key', text: `${keyIds.current} opens the database` }];
}

/** A database that is not migrated may lack tables. The finding about its migrations says so. */
async function examineJoins(config: Config, database: Database): Promise<readonly Finding[]> {
  const about = 'teams to join';
  const joins = config.oidc?.joins ?? [];
  if (joins.length === 0 || !(await hasTables(database, config))) return [];
  if (!(await isMigrated(database))) return [];
  const sealer = await loadSealer(config, database);
  const unknown = await unknownJoins(config, {
    database,
    sealer,
    log: createLog({ level: 'fatal' }),
  });
  if (unknown.length === 0)
    return [{ level: 'ok', about, text: 'all teams of KEYPLANE_OIDC_JOIN exist' }];
  return unknown.map(({ message }) => ({ level: 'fault', about, text: message }));
}

async function examineDisk(config: Config): Promise<readonly Finding[]> {
  const file = sqliteFileOf(config);
  const folder = path.resolve(file === undefined ? config.dataDirectory : path.dirname(file));
  if (!existsSync(folder)) return Promise.resolve([]);
  const { bavail, bsize } = statfsSync(folder);
  return Promise.resolve([judgeDisk(bavail * bsize, folder)]);
}

async function examineCertificate(config: Config): Promise<readonly Finding[]> {
  if (config.tls === null) return [];
  const { expires_at } = describeCertificate(await readTlsPair(config.tls));
  return [judgeCertificate(new Date(expires_at), systemClock.now())];
}
