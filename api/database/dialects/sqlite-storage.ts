import { statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { startRecurring, type Recurring } from '../../operations/recurring';
import type { FileStorage, Tell } from './dialect';
import { createDiskReserve, type DiskReserve } from './disk-reserve';
import { createFileWatch, type FileWatch } from './sqlite-file-watch';
import { checkpointLongLog, logBytesOf, WARNED_LOG_BYTES } from './sqlite-checkpoints';

const KEPT_EVERY_MILLIS = 5000;

export interface SqliteStorage extends FileStorage {
  readonly watch: FileWatch;
}

/** What has to be seen to of a SQLite file besides its content: its place, its disk and its log. */
export function createSqliteStorage(filename: string, tell: Tell): SqliteStorage {
  const shown = resolve(filename);
  const watch = createFileWatch({
    filename,
    onGone: () =>
      tell(
        'error',
        `The database file ${shown}, or its -wal file, was deleted or replaced while it was open. ` +
          'Every request is answered with 503. Put the files back, or restart Keyplane on the right file.',
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
        `The disk of ${shown} is full. Only revocations, changes and deletions are accepted until ` +
          'there is room again. They use the space that Keyplane keeps in reserve.',
      ),
    onRoom: () => tell('warn', `The disk of ${shown} has room again.`),
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
        onError: (error) => tell('warn', 'The SQLite file could not be looked after.', error),
      });
    },
    close: async () => housekeeping?.close(),
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

/** Warns once each time that the log has doubled. */
function createLogKeeper(filename: string, tell: Tell): () => Promise<void> {
  let warnsAt = WARNED_LOG_BYTES;
  return async () => {
    const { bytesAfter } = await checkpointLongLog(filename);
    if (bytesAfter < WARNED_LOG_BYTES) warnsAt = WARNED_LOG_BYTES;
    if (bytesAfter < warnsAt) return;
    warnsAt = bytesAfter * 2;
    const mebibytes = Math.round(bytesAfter / 1_048_576);
    tell(
      'warn',
      `The write-ahead log ${resolve(filename)}-wal has ${mebibytes} MiB and cannot be shortened, ` +
        'because another process has been reading the database all the time. Find that process and end it.',
    );
  };
}
