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
 * @throws Error with code EEXIST if `target` exists
 */
export async function backUpSqlite(source: string, target: string, at: Date): Promise<void> {
  const draft = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    // SQLite fills an empty file. If it created the file, the mode would depend on the umask.
    await (await open(draft, 'wx', 0o600)).close();
    await withSqlite(source, BUSY_MILLIS, ({ all }) => all('VACUUM INTO ?', [draft]));
    await withSqlite(draft, BUSY_MILLIS, async ({ all }) => {
      await all(`DROP TABLE IF EXISTS ${BACKUP_MARK}`);
      await all(`CREATE TABLE ${BACKUP_MARK} (made_at INTEGER NOT NULL)`);
      await all(`INSERT INTO ${BACKUP_MARK} (made_at) VALUES (?)`, [at.getTime()]);
    });
    await syncFile(draft);
    await publishFile(draft, target);
  } finally {
    await rm(draft, { force: true });
  }
}

/** A restored database is not a backup. */
export async function removeBackupMark(file: string): Promise<void> {
  await withSqlite(file, BUSY_MILLIS, ({ all }) => all(`DROP TABLE IF EXISTS ${BACKUP_MARK}`));
}
