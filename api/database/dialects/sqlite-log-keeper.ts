import { resolve } from 'node:path';
import type { Tell } from './dialect';
import { checkpointLongLog, LONG_LOG_BYTES, WARNED_LOG_BYTES } from './sqlite-checkpoints';

/** Shortens a long log at each call, and warns once each time that it has doubled. */
export function createLogKeeper(
  filename: string,
  tell: Tell,
  { longBytes = LONG_LOG_BYTES, warnedBytes = WARNED_LOG_BYTES } = {},
): () => Promise<void> {
  let warnsAt = warnedBytes;
  return async () => {
    const { bytesAfter } = await checkpointLongLog(filename, longBytes);
    if (bytesAfter < warnedBytes) warnsAt = warnedBytes;
    if (bytesAfter < warnsAt) return;
    warnsAt = bytesAfter * 2;
    const mebibytes = Math.round(bytesAfter / 1_048_576);
    tell(
      'warn',
      `The write-ahead log ${resolve(filename)}-wal has ${mebibytes} MiB and cannot be ` +
        'shortened, because another process keeps reading the database. Find that process ' +
        'and end it.',
    );
  };
}
