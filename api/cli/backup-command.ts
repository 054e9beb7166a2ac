import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { sqliteFileOf, type Config } from '../app/config';
import { backUpSqlite } from '../database/dialects/sqlite-backup';
import { isLogOfAnotherDatabase } from '../database/dialects/stale-write-ahead-log';
import { systemClock } from '../domain/clock';
import { shownTime } from '../domain/shown-time';
import { hasCode } from '../lib/durable-file';
import { encryptFile } from './age-files';
import { readRecipients, type RecipientOptions } from './age-keys';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireInstalledFile } from './require-installation';
import type { Terminal } from './terminal';

const TAKEN_BY_POSTGRESQL =
  'Keyplane uses PostgreSQL here, which has its own tools for backups. Run: ' +
  'pg_dump --format=custom --file=keyplane.dump "$KEYPLANE_DATABASE_URL"';

/**
 * `keyplane backup`: copies the SQLite database into a new file, while servers use it. If there are
 * recipients, the folder of the new file never holds anything that is not encrypted.
 */
export async function backupCommand(
  config: Config,
  terminal: Terminal,
  target: string,
  options: RecipientOptions,
): Promise<void> {
  const source = requireSqlite(config, TAKEN_BY_POSTGRESQL);
  await requireInstalledFile(config, 'so there is nothing to back up. Give');
  const recipients = await readRecipients(options);
  const shown = path.resolve(target);
  if (existsSync(target)) throw taken(shown);
  if (isLogOfAnotherDatabase(source)) throw staleLog(path.resolve(source));
  const at = systemClock.now();
  const seal =
    recipients.length === 0
      ? undefined
      : (from: string, to: string) => encryptFile(from, to, recipients);
  await backUpSqlite(source, target, at, seal).catch((error: unknown) => {
    if (hasCode(error, 'EEXIST')) throw taken(shown);
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) throw noFolder(shown, error);
    // The database itself is only read. A copy that is to be encrypted is made next to it.
    const copy = seal === undefined ? shown : path.resolve(source);
    if (hasCode(error, 'SQLITE_FULL')) throw noRoom(copy, error);
    if (hasCode(error, 'ENOSPC')) throw noRoom(shown, error);
    throw error;
  });
  const { size } = await stat(target);
  const mebibytes = (size / 1_048_576).toFixed(1);
  const key = config.masterKey === null ? 'master.key of the data folder' : 'the master key';
  const needed = recipients.length === 0 ? key : `${key} and an identity of the recipients`;
  const opened = recipients.length === 0 ? '' : ' --identity <file>';
  terminal.print(
    `${shown} has the database as it was at ${shownTime(at)} (${mebibytes} MiB). Without ${needed}, it cannot ` +
      'be restored. Keep them too, but not in the same place. ' +
      `Check the backup with: keyplane verify-backup ${target}${opened}`,
  );
}

/** @throws CommandFailure with `advice` if the configuration names PostgreSQL */
export function requireSqlite(config: Config, advice: string): string {
  const file = sqliteFileOf(config);
  if (file !== undefined) return file;
  if (config.databaseUrl.reveal().startsWith('sqlite:')) {
    throw new CommandFailure(
      EXIT_CODE.usage,
      'The database of this configuration is in memory, so there is no file. Set KEYPLANE_DATABASE_URL to ' +
        'the database of the server.',
    );
  }
  throw new CommandFailure(EXIT_CODE.usage, advice);
}

function taken(shown: string): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.cannotWrite,
    `${shown} exists, and a backup never replaces a file. Give the name of a new file, for example ` +
      'with the date.',
  );
}

function noFolder(shown: string, cause: unknown): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.cannotWrite,
    `The folder ${path.dirname(shown)} does not exist. Create it, or give another file.`,
    { cause },
  );
}

function noRoom(shown: string, cause: unknown): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.cannotWrite,
    `The disk of ${shown} has no room for the backup, which needs as much as the database. Nothing was ` +
      'left there. Make room, or give a file on another disk.',
    { cause },
  );
}

function staleLog(shown: string): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.config,
    `${shown}-wal belongs to another database than ${shown}, so a backup would mix the two. Nothing was ` +
      'written. `keyplane serve` says what to do.',
  );
}
