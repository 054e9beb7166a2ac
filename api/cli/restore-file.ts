import { randomBytes } from 'node:crypto';
import { existsSync, realpathSync } from 'node:fs';
import { chmod, copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../app/config';
import { loadSealer, requireSealerOf } from '../app/installation';
import { removeBackupMark } from '../database/dialects/sqlite-backup';
import { DatabaseInUseError, swapSqlite } from '../database/dialects/sqlite-swap';
import { codeOf } from '../database/dialects/unavailable';
import { isLogOfAnotherDatabase } from '../database/dialects/stale-write-ahead-log';
import { Concealed } from '../lib/concealed';
import { syncFile } from '../lib/durable-file';
import type { IdentityFile } from './age-keys';
import { requireSqlite } from './backup-command';
import { openConfiguredDatabase } from './configured-database';
import { decryptBackup, needsIdentity } from './encrypted-backup';
import { CommandFailure, EXIT_CODE } from './exit-code';
import { requireFile, requireRestorable } from './verify-backup-command';
import { requireWritableFolder } from './writable';
import type { Database } from '../database/database';
import { migrate } from '../database/migrate';
import { createLog } from '../operations/log';

const RESTORED_BY_POSTGRESQL =
  'Keyplane uses PostgreSQL here, which has its own tools for restores. Stop all servers, and run into an ' +
  'empty database: pg_restore --no-owner --exit-on-error --dbname="$KEYPLANE_DATABASE_URL" keyplane.dump. ' +
  'Then run: keyplane restore --announce';

export interface RestoredFile {
  readonly backupAt: Date | null;
  /** The file that has the old database; `undefined` if there was none. */
  readonly aside: string | undefined;
  /** The migrations that the backup did not have. */
  readonly applied: readonly string[];
}

/**
 * Puts a backup in the place of the SQLite database. The backup is checked, migrated and announced on a
 * copy first, so the database at the path is always whole, and never one that nobody announced.
 * @throws CommandFailure if the backup cannot be restored, or if a server has the database open
 */
export async function restoreFile(
  config: Config,
  { backup, identity }: { readonly backup: string; readonly identity: IdentityFile | undefined },
  now: Date,
  announce: (database: Database, backupAt: Date | null) => Promise<void>,
): Promise<RestoredFile> {
  const file = requireSqlite(config, RESTORED_BY_POSTGRESQL);
  requireFile(backup);
  const isEncrypted = needsIdentity(backup, identity);
  await requireWritableFolder(path.dirname(file), 'KEYPLANE_DATABASE_URL');
  const place = existsSync(file) ? realpathSync(file) : path.resolve(file);
  if (existsSync(place) && realpathSync(backup) === place) throw itself(place);
  const checked = isEncrypted ? undefined : await requireRestorable(config, backup, backup);
  if (isLogOfAnotherDatabase(place)) throw damaged(place);

  const draft = `${place}.${randomBytes(6).toString('hex')}.restoring`;
  const aside = `${place}.before-restore-${now.toISOString().replace(/[:.]/g, '-')}`;
  try {
    if (isEncrypted) await decryptBackup(backup, draft, identity);
    else await copyFile(backup, draft);
    await chmod(draft, 0o600);
    const { madeAt } = checked ?? (await requireRestorable(config, draft, backup));
    const applied = await prepare(
      { ...config, databaseUrl: new Concealed(`sqlite:${draft}`, 'the backup') },
      (to) => announce(to, madeAt),
    );
    await removeBackupMark(draft);
    await syncFile(draft);
    const replaced = await swapSqlite(draft, place, aside);
    return { backupAt: madeAt, aside: replaced ? aside : undefined, applied };
  } catch (error) {
    throw explained(error, place);
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-reserve'])
      await rm(draft + suffix, { force: true });
  }
}

/** @returns the migrations that were applied now */
async function prepare(
  config: Config,
  work: (database: Database) => Promise<void>,
): Promise<readonly string[]> {
  const database = await openConfiguredDatabase(config, createLog({ level: config.logLevel }));
  try {
    const sealer = await loadSealer(config, database);
    const applied = await migrate(database, { acceptNewer: config.acceptNewerDatabase });
    await requireSealerOf(config, database, sealer);
    await work(database);
    return applied;
  } finally {
    await database.close();
  }
}

function explained(error: unknown, place: string): unknown {
  if (error instanceof DatabaseInUseError) {
    return new CommandFailure(
      EXIT_CODE.unavailable,
      `A process has ${place} open. Stop every server and every other program that uses it, then restore ` +
        'again. Nothing was changed.',
      { cause: error },
    );
  }
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error)) ? damaged(place, error) : error;
}

/** SQLite cannot tell whether a damaged file is in use. */
function damaged(place: string, cause?: unknown): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.config,
    `${place} is damaged or has the log of another database, so Keyplane cannot tell whether a server has it ` +
      `open. Stop every server, move ${place}, ${place}-wal and ${place}-shm away, and restore again. ` +
      'Nothing was changed.',
    { cause },
  );
}

function itself(place: string): CommandFailure {
  return new CommandFailure(
    EXIT_CODE.usage,
    `${place} is the database of Keyplane itself. Give the file of a backup.`,
  );
}
