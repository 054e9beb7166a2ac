import { rename } from 'node:fs/promises';
import { existsSync, realpathSync } from 'node:fs';
import { linkOrCopy, publishFile, syncFolderOf } from '../../lib/durable-file';
import { codeOf } from './unavailable';
import { withSqlite } from './sqlite-run';

/** A process has the SQLite file open, so the file must not be replaced. */
export class DatabaseInUseError extends Error {
  override readonly name = 'DatabaseInUseError';
}

/**
 * Puts a new database in the place of a SQLite file and keeps the old one at `aside`. There is a
 * database at the path at every moment, even if the process is killed.
 * @returns whether there was an old database
 * @throws DatabaseInUseError if any process has the old database open
 */
export async function swapSqlite(
  replacement: string,
  file: string,
  aside: string,
): Promise<boolean> {
  if (!existsSync(file)) {
    // A log without its database would be applied to the new one.
    for (const suffix of ['-wal', '-shm', '-journal']) {
      if (existsSync(file + suffix)) await rename(file + suffix, aside + suffix);
    }
    // A server that started meanwhile has created a database, which is not replaced.
    await publishFile(replacement, file);
    return false;
  }
  const place = realpathSync(file);
  await withExclusiveLock(place, async () => {
    await linkOrCopy(place, aside);
    await syncFolderOf(aside);
    await rename(replacement, place);
    await syncFolderOf(place);
  });
  return true;
}

/**
 * To leave WAL mode, SQLite needs a lock that it gets only if no other connection is open, not even
 * an idle one. It also copies the log into the file, so the file alone is the whole database.
 */
async function withExclusiveLock(file: string, work: () => Promise<void>): Promise<void> {
  await withSqlite(file, 0, async ({ all }) => {
    try {
      await all('PRAGMA locking_mode = EXCLUSIVE');
      await all('PRAGMA journal_mode = DELETE');
      await all('BEGIN EXCLUSIVE');
    } catch (cause) {
      if (codeOf(cause) !== 'SQLITE_BUSY') throw cause;
      throw new DatabaseInUseError(`Another process has ${file} open.`, { cause });
    }
    await work();
  });
}
