import { randomUUID } from 'node:crypto';
import { type Config } from '../app/config';
import { COMMAND_LIMITS } from '../database/dialects/postgres-limits';
import { migrate } from '../database/migrate';
import { systemClock } from '../domain/clock';
import { parseInstant } from '../domain/instant';
import { shownTime } from '../domain/shown-time';
import { composeRestores } from '../restores/compose';
import { createLog } from '../operations/log';
import { openConfiguredDatabase } from './configured-database';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireInstalledFile, requireInstalledTables } from './require-installation';
import type { Terminal } from './terminal';

export interface RestoreOptions {
  readonly announce: true;
  readonly backupTime?: string;
}

/**
 * `keyplane restore --announce`: announces that a backup has replaced the database. It revokes and changes
 * nothing. Plans then report if a state knows more than Keyplane, and running servers read again what they
 * have in memory.
 */
export async function restoreCommand(
  config: Config,
  terminal: Terminal,
  { backupTime }: RestoreOptions,
): Promise<void> {
  const announcedAt = systemClock.now();
  const backupAt = backupTime === undefined ? null : parseBackupTime(backupTime, announcedAt);
  await requireInstalledFile(config, ADVICE);
  const database = await openConfiguredDatabase(
    config,
    createLog({ level: config.logLevel }),
    COMMAND_LIMITS,
  );
  try {
    await requireInstalledTables(database, config, ADVICE);
    await migrate(database, { acceptNewer: config.acceptNewerDatabase });
    const restores = composeRestores({ database });
    await restores.announce({ id: randomUUID(), announcedAt, backupAt });
  } finally {
    await database.close();
  }
  const from = backupAt === null ? 'a backup' : `a backup of ${shownTime(backupAt)}`;
  terminal.print(
    `Announced: this Keyplane was restored from ${from}. Everything that happened since ` +
      'the backup is lost: keys that were revoked or disabled since then are valid again, and ' +
      'permissions that were removed since then are granted again. Revoke or disable these keys, ' +
      'and remove these permissions, again by hand. Keys that were rotated since then have their ' +
      'older secret. Run `terraform plan` for each state, which proposes a rotation for each of ' +
      'these rotated keys.',
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
