import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The order of the bytes is in the last bit: https://sqlite.org/fileformat2.html#walformat. */
const MAGIC = 0x377f0682;
/** A change of mode or owner of both files may take so long. */
const TOUCHED_TOGETHER_MILLIS = 2000;

/**
 * Whether the `-wal` file beside a SQLite file belongs to another one, such as after a backup was put
 * back over a server that was killed. SQLite cannot tell: it would apply the log to whatever is there.
 *
 * Only checkpoints write to the database, after the log was written, and they copy pages out of it. So a
 * database that was written later than its log, and has none of the log's pages, was written by
 * somebody else. Call this before SQLite opens the file: to close a file ends this process's locks on it.
 */
export function isLogOfAnotherDatabase(filename: string): boolean {
  const logName = `${filename}-wal`;
  const log = statSync(logName, { throwIfNoEntry: false });
  const database = statSync(filename, { throwIfNoEntry: false });
  if (log === undefined || database === undefined || log.size <= HEADER_BYTES) return false;
  const isLater =
    database.mtimeMs > log.mtimeMs || database.ctimeMs > log.ctimeMs + TOUCHED_TOGETHER_MILLIS;
  return isLater && sharesNoPage(filename, logName);
}

/** Also one that is empty. Call this before SQLite opens it, too. */
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

function sharesNoPage(filename: string, logName: string): boolean {
  const log = openSync(logName, 'r');
  const database = openSync(filename, 'r');
  try {
    const { pageBytes, pages } = committedPages(log);
    for (const [number, place] of pages) {
      const logged = readAt(log, place, pageBytes);
      const stored = readAt(database, (number - 1) * pageBytes, pageBytes);
      if (stored.length === pageBytes && stored.equals(logged)) return false;
    }
    return pages.size > 0;
  } finally {
    closeSync(log);
    closeSync(database);
  }
}

interface LoggedPages {
  readonly pageBytes: number;
  /** Page numbers, and where in the log the page begins. */
  readonly pages: ReadonlyMap<number, number>;
}

/** The newest committed content of each page. What follows the last commit is of no account. */
function committedPages(log: number): LoggedPages {
  const header = readAt(log, 0, HEADER_BYTES);
  const pages = new Map<number, number>();
  if (header.length < HEADER_BYTES || (header.readUInt32BE(0) | 1) >>> 0 !== (MAGIC | 1) >>> 0) {
    return { pageBytes: 0, pages };
  }
  const pageBytes = header.readUInt32BE(8);
  const salts = header.subarray(16, 24);
  const { size } = fstatSync(log);
  let uncommitted = new Map<number, number>();
  const step = FRAME_HEADER_BYTES + pageBytes;
  for (let at = HEADER_BYTES; at + step <= size; at += step) {
    const frame = readAt(log, at, FRAME_HEADER_BYTES);
    // Frames of an earlier round follow.
    if (!frame.subarray(8, 16).equals(salts)) break;
    uncommitted.set(frame.readUInt32BE(0), at + FRAME_HEADER_BYTES);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [number, place] of uncommitted) pages.set(number, place);
    uncommitted = new Map();
  }
  return { pageBytes, pages };
}

function readAt(file: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(file, buffer, 0, bytes, position));
}
