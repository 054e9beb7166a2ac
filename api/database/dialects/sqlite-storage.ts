import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { startRecurring, type Recurring } from '../../lib/recurring';
import type { FileStorage, Tell } from './dialect';
import { createDiskReserve, type DiskReserve } from './disk-reserve';
import { createFileWatch, type FileWatch } from './sqlite-file-watch';
import { logBytesOf } from './sqlite-checkpoints';
import { createLogKeeper } from './sqlite-log-keeper';

const KEPT_EVERY_MILLIS = 5000;

export interface SqliteStorage extends FileStorage {
  readonly watch: FileWatch;
}

/** Watches a SQLite file: its path, its disk and its write-ahead log. */
export function createSqliteStorage(filename: string, tell: Tell): SqliteStorage {
  const shown = resolve(filename);
  const watch = createFileWatch({
    filename,
    onGone: () =>
      tell(
        'error',
        `The database file ${shown}, or its -wal or -shm file, was deleted or replaced while it was ` +
          'open. Every request is answered with 503. If you moved the files, put them back. If you ' +
          'restored a backup, stop Keyplane, remove the -wal and -shm files, restore the backup again, ' +
          'and start Keyplane.',
      ),
    onBack: () => tell('warn', `The database file ${shown} is back in its place.`),
  });
  const reserve = createDiskReserve({
    file: `${filename}-reserve`,
    freeBytes() {
      const { bavail, bsize } = statfsSync(dirname(filename));
      return bavail * bsize;
    },
    onFull: () =>
      tell(
        'error',
        `The disk of ${shown} is full. Only revocations, changes and deletions are ` +
          'accepted until it has free space again. They use the space that Keyplane keeps in ' +
          'reserve.',
      ),
    onRoom: () => tell('warn', `The disk of ${shown} has free space again.`),
  });
  const keepLog = createLogKeeper(filename, tell);
  let housekeeping: Recurring | undefined;

  return {
    watch,
    look: watch.look,
    requireInPlace: watch.requireInPlace,
    ...reserveParts(reserve),
    logBytes: () => logBytesOf(filename),
    keep() {
      reserve.look();
      housekeeping = startRecurring({
        async run() {
          reserve.look();
          await keepLog();
        },
        everyMillis: KEPT_EVERY_MILLIS,
        onError: (error) => tell('warn', 'The check of the SQLite file failed.', error),
      });
    },
    close: async () => housekeeping?.close(),
    release: watch.release,
  };
}

function reserveParts(reserve: DiskReserve) {
  return {
    requireRoom: reserve.requireRoom,
    isFull: () => reserve.isFull,
    freeSome: reserve.freeSome,
    foundFull: reserve.foundFull,
  };
}
