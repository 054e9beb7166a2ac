import { existsSync } from 'node:fs';
import { checkBackup, type BackupCheck } from '../database/backup-check';
import { peekIntoSqlite } from '../database/dialects/sqlite-peek';
import { countOf } from '../lib/count-of';
import { requireKnownMasterKey } from '../sealing/check-master-key';
import { MasterKeyError } from '../sealing/master-key';
import { resolveMasterKeys } from '../sealing/resolve-master-keys';
import { createSealer } from '../sealing/sealer';
import type { SealingKey } from '../sealing/sealing-key-store';
import { masterKeyFileOf, type Config } from './config';

const COUNTED = {
  teams: 'team',
  members: 'member',
  service_accounts: 'service account',
  keys: 'key',
  audit_events: 'audit event',
} as const;

/** What a backup of Keyplane on SQLite contains, and whether it can be restored here. */
export interface BackupContent extends BackupCheck {
  /** The IDs of the master keys that sealed something in it. */
  readonly masterKeyIds: readonly string[];
  readonly masterKey: 'opens it' | 'is not configured' | MasterKeyError;
  /** How many rows of each kind there are, such as `2 teams`. */
  readonly counts: readonly string[];
}

/** Reads the backup, and changes neither it nor the database of the configuration. */
export async function backupContent(config: Config, file: string): Promise<BackupContent> {
  const check = await checkBackup(file);
  if (check.damages.length > 0 || check.lastMigration === null) {
    return { ...check, masterKeyIds: [], masterKey: 'is not configured', counts: [] };
  }
  const sealed = await peekIntoSqlite<{ id: string; check_value: string }>(
    file,
    'sealing_keys',
    'SELECT id, check_value FROM sealing_keys ORDER BY created_at, id',
  );
  const known = sealed.map(({ id, check_value }) => ({ id, checkValue: check_value }));
  const counts: string[] = [];
  for (const [table, what] of Object.entries(COUNTED)) {
    const sql = `SELECT count(*) AS rows FROM ${table}`;
    const [counted] = await peekIntoSqlite<{ rows: number }>(file, table, sql);
    counts.push(countOf(counted?.rows ?? 0, what));
  }
  return {
    ...check,
    masterKeyIds: known.map(({ id }) => id),
    masterKey: await judgeMasterKey(config, known),
    counts,
  };
}

async function judgeMasterKey(
  config: Config,
  known: readonly SealingKey[],
): Promise<BackupContent['masterKey']> {
  const keyFile = masterKeyFileOf(config);
  if (config.masterKey === null && !existsSync(keyFile)) return 'is not configured';
  try {
    const keys = await resolveMasterKeys({
      current: config.masterKey?.reveal(),
      previous: config.previousMasterKey?.reveal(),
      database: 'sqlite',
      file: keyFile,
      // A key is never generated here.
      sealedUnder: () => Promise.resolve(known.map(({ id }) => id)),
    });
    const givenBy = config.masterKey === null ? keyFile : undefined;
    requireKnownMasterKey(known, createSealer(keys), givenBy);
    return 'opens it';
  } catch (error) {
    if (error instanceof MasterKeyError) return error;
    throw error;
  }
}
