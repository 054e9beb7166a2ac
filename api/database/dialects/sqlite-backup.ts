import { randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { publishFile, syncFile } from '../../lib/durable-file';
import { withSqlite } from './sqlite-run';

/** In a backup, and in no other database: when the backup was made. */
export const BACKUP_MARK = 'keyplane_backup';

const BUSY_MILLIS = 30_000;

/**
 * Copies a SQLite database while servers use it. The copy has what was committed when the copying
 * began, it is one file without a write-ahead log, and only its owner can read it. No file is ever
 * replaced: a copy that fails leaves nothing.
 * @param seal writes the file that becomes the target. What it reads is next to the database, not next to
 *   the target, because the folder of the target may be one that others can read.
 * @throws Error with code EEXIST if `target` exists
 */
export async function backUpSqlite(
  source: string,
  target: string,
  at: Date,
  seal?: (copy: string, sealed: string) => Promise<void>,
): Promise<void> {
  const suffix = `${randomBytes(6).toString('hex')}.tmp`;
  const draft = `${target}.${suffix}`;
  const copy = seal === undefined ? draft : `${source}.${suffix}`;
  try {
    // SQLite fills an empty file. If it created the file, the mode would depend on the umask.
    await (await open(copy, 'wx', 0o600)).close();
    await withSqlite(source, BUSY_MILLIS, ({ all }) => all('VACUUM INTO ?', [copy]));
    await withSqlite(copy, BUSY_MILLIS, async ({ all }) => {
      await all(`DROP TABLE IF EXISTS ${BACKUP_MARK}`);
      await all(`CREATE TABLE ${BACKUP_MARK} (made_at INTEGER NOT NULL)`);
      await all(`INSERT INTO ${BACKUP_MARK} (made_at) VALUES (?)`, [at.getTime()]);
    });
    await seal?.(copy, draft);
    await syncFile(draft);
    await publishFile(draft, target);
  } finally {
    for (const file of [copy, draft]) await rm(file, { force: true });
  }
}

/** A restored database is not a backup. */
export async function removeBackupMark(file: string): Promise<void> {
  await withSqlite(file, BUSY_MILLIS, ({ all }) => all(`DROP TABLE IF EXISTS ${BACKUP_MARK}`));
}
