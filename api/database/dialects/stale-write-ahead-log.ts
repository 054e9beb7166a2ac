import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The order of the bytes is in the last bit: https://sqlite.org/fileformat2.html#walformat. */
const MAGIC = 0x377f0682;
/** Tolerance for a change of mode or owner, which affects the two files one after the other. */
const TOUCHED_TOGETHER_MILLIS = 2000;

/**
 * Whether the `-wal` file next to a SQLite file belongs to a different database, for example
 * because a backup was put back after a server was killed. SQLite cannot tell: it would apply the
 * log to whatever is there.
 *
 * Only checkpoints write to the database after the log was written. They copy the log's pages, the
 * one with the lowest number first. So a database that was written later than its log is a
 * different database if it has none of the log's pages. It is also a different one if it has a page
 * from the log, but not the lowest page that the log held by then. A backup that was made while the
 * log was in use is like that: its first page differs. Call this before SQLite opens the file:
 * closing a file ends this process's locks on it.
 */
export function isLogOfAnotherDatabase(filename: string): boolean {
  const logName = `${filename}-wal`;
  const log = statSync(logName, { throwIfNoEntry: false });
  const database = statSync(filename, { throwIfNoEntry: false });
  if (log === undefined || database === undefined || log.size <= HEADER_BYTES) return false;
  const isLater =
    database.mtimeMs > log.mtimeMs || database.ctimeMs > log.ctimeMs + TOUCHED_TOGETHER_MILLIS;
  return isLater && isNoCheckpointOf(logName, filename);
}

/** True for an empty file, too. Call this before SQLite opens the file. */
export function isSqliteFile(filename: string): boolean {
  if (statSync(filename, { throwIfNoEntry: false }) === undefined) return false;
  const file = openSync(filename, 'r');
  try {
    const start = readAt(file, 0, SQLITE_START.length);
    return start.length === 0 || start.toString('latin1') === SQLITE_START;
  } finally {
    closeSync(file);
  }
}

const SQLITE_START = 'SQLite format 3\0';

function isNoCheckpointOf(logName: string, filename: string): boolean {
  const log = openSync(logName, 'r');
  const database = openSync(filename, 'r');
  try {
    const { pageBytes, frames } = committedFrames(log);
    const [first] = frames;
    if (first === undefined) return false;
    const stored = new Map<number, Buffer>();
    const isStored = ({ page, place }: Frame): boolean => {
      const content = stored.get(page) ?? readAt(database, (page - 1) * pageBytes, pageBytes);
      stored.set(page, content);
      return content.length === pageBytes && content.equals(readAt(log, place, pageBytes));
    };
    // A later version of a page may equal an earlier one. Then the earlier one was copied.
    const copied = new Map<number, number>();
    for (const frame of frames) {
      if (!copied.has(frame.page) && isStored(frame)) copied.set(frame.page, frame.commit);
    }
    const lowest = frames.reduce((least, { page }) => Math.min(least, page), first.page);
    if (copied.size === 0) return true;
    if (copied.has(lowest)) return false;
    const holdsLowestSince = frames.find(({ page }) => page === lowest)?.commit ?? 0;
    return [...copied.values()].some((commit) => commit >= holdsLowestSince);
  } finally {
    closeSync(log);
    closeSync(database);
  }
}

/** One version of a page. */
interface Frame {
  readonly page: number;
  /** Counts the transactions of the log. */
  readonly commit: number;
  /** Where in the log the page begins. */
  readonly place: number;
}

interface LoggedPages {
  readonly pageBytes: number;
  readonly frames: readonly Frame[];
}

/** Everything that was committed. What follows the last commit does not count. */
function committedFrames(log: number): LoggedPages {
  const header = readAt(log, 0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || (header.readUInt32BE(0) | 1) >>> 0 !== (MAGIC | 1) >>> 0) {
    return { pageBytes: 0, frames: [] };
  }
  const pageBytes = header.readUInt32BE(8);
  const salts = header.subarray(16, 24);
  const { size } = fstatSync(log);
  const frames: Frame[] = [];
  let committed = 0;
  let commit = 0;
  const step = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + step <= size; at += step) {
    const frame = readAt(log, at, FRAME_HEADER_BYTES);
    // Frames of an earlier round follow.
    if (!frame.subarray(8, 16).equals(salts)) break;
    frames.push({ page: frame.readUInt32BE(0), commit, place: at + FRAME_HEADER_BYTES });
    if (frame.readUInt32BE(4) === 0) continue;
    committed = frames.length;
    commit += 1;
  }
  return { pageBytes, frames: frames.slice(0, committed) };
}

function readAt(file: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(file, buffer, 0, bytes, position));
}
