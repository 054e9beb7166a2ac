import { randomUUID } from 'node:crypto';
import { type Config } from '../app/config';
import { COMMAND_LIMITS } from '../database/dialects/postgres-limits';
import type { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { systemClock } from '../domain/clock';
import { VERSION } from '../app/version';
import { parseInstant } from '../domain/instant';
import { shownTime } from '../domain/shown-time';
import { countOf } from '../lib/count-of';
import { composeRestores } from '../restores/compose';
import { createLog } from '../operations/log';
import { identityFile } from './age-keys';
import { openConfiguredDatabase } from './configured-database';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireInstalledFile, requireInstalledTables } from './require-installation';
import { restoreFile } from './restore-file';
import type { Terminal } from './terminal';

export interface RestoreOptions {
  readonly announce?: true;
  readonly backupTime?: string;
  readonly identity?: string;
}

/**
 * `keyplane restore`: puts a backup of SQLite in place of the database and announces it, or only announces
 * that a backup has replaced the database. It revokes nothing. Plans then report if a state knows more
 * than Keyplane, and running servers read again what they have in memory.
 */
export async function restoreCommand(
  config: Config,
  terminal: Terminal,
  { announce: isPlaced, backupTime, identity }: RestoreOptions,
  file?: string,
): Promise<void> {
  const announcedAt = systemClock.now();
  const given = backupTime === undefined ? null : parseBackupTime(backupTime, announcedAt);
  const announce = (database: Database, backupAt: Date | null) =>
    composeRestores({ database }).announce({ id: randomUUID(), announcedAt, backupAt });

  if (file !== undefined) {
    const restored = await restoreFile(
      config,
      { backup: file, identity: identityFile(identity, terminal) },
      announcedAt,
      (database, madeAt) => announce(database, given ?? madeAt),
    );
    const kept = restored.aside === undefined ? '' : ` The old one is ${restored.aside}.`;
    terminal.print(`The backup is in place.${kept}`);
    terminal.print(announcement(given ?? restored.backupAt));
    warnOfMigrations(terminal, restored.applied);
    return;
  }
  if (!isPlaced) throw neitherGiven();
  await requireInstalledFile(config, ADVICE);
  const log = createLog({ level: config.logLevel });
  const database = await openConfiguredDatabase(config, log, COMMAND_LIMITS);
  let applied: readonly string[];
  try {
    await requireInstalledTables(database, config, ADVICE);
    applied = await migrate(database, { acceptNewer: config.acceptNewerDatabase });
    await announce(database, given);
  } finally {
    await database.close();
  }
  terminal.print(announcement(given));
  warnOfMigrations(terminal, applied);
}

function announcement(backupAt: Date | null): string {
  const from = backupAt === null ? 'a backup' : `a backup of ${shownTime(backupAt)}`;
  return (
    `Announced: this Keyplane was restored from ${from}. Everything that happened since ` +
    'the backup is lost: keys that were revoked or disabled since then are valid again, and ' +
    'permissions that were removed since then are granted again. Revoke or disable these keys, ' +
    'and remove these permissions, again by hand; `keyplane reconcile` finds the keys in exported ' +
    'audit events. Keys that were rotated since then have their ' +
    'older secret. Run `terraform plan` for each state, which proposes a rotation for each of ' +
    'these rotated keys.'
  );
}

/** Somebody who goes back to an older release must know before they start it. */
function warnOfMigrations(terminal: Terminal, applied: readonly string[]): void {
  if (applied.length === 0) return;
  terminal.print(
    `The backup was made by an older release, so ${countOf(applied.length, 'migration')} of this release ` +
      `(${VERSION}) had to be applied. To go back to the older release instead, restore the backup again with ` +
      'the `keyplane` of that release.',
  );
}

function neitherGiven(): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.usage,
    'Give the file of a backup to restore it, or --announce if you have put the backup in place yourself.',
  );
}

const ADVICE = 'so nothing was announced. Restore the backup there first, or give';

function parseBackupTime(text: string, now: Date): Date {
  const time = parseInstant(text);
  if (time !== undefined && time <= now) return time;
  throw new CommandFailure(
    EXIT_CODE.usage,
    `--backup-time must be a time in the past such as 2026-11-28T02:00:00Z. You gave "${text}".`,
  );
}
