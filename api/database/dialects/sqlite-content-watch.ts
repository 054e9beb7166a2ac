import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
/**
 * https://sqlite.org/fileformat2.html#the_database_header. The counters never go back. The number
 * of pages shrinks only with VACUUM, which counts as a change.
 */
const CHANGE_COUNTER = 24;
const PAGES = 28;
const SCHEMA_COOKIE = 40;

/** Whether another file was copied over a SQLite file that is open. */
export interface ContentWatch {
  /** Begins to watch the file, which must exist by now. */
  open(): void;
  /**
   * Checks the file. Once the answer is yes, it stays yes, because SQLite has cached pages of the earlier
   * content.
   */
  isOverwritten(): boolean;
  /**
   * Call this once SQLite has closed every connection, because closing a file ends all locks of
   * this process on it.
   */
  release(): void;
}

interface Counters {
  readonly changes: number;
  readonly pages: number;
  readonly schema: number;
}

/**
 * The usual way to restore a backup, `cp`, keeps the open file and changes what is in it. SQLite would
 * mix both. Its own checkpoints change the file too, so a changed file counts as another one if it has no
 * header, or an earlier one. The header of a backup is earlier.
 */
export function createContentWatch(filename: string): ContentWatch {
  let file: number | undefined;
  let seen = '';
  let counters: Counters | undefined;
  let isOverwritten = false;

  function look(opened: number): void {
    const { mtimeNs, size } = fstatSync(opened, { bigint: true });
    const stamp = `${mtimeNs} ${size}`;
    if (stamp === seen) return;
    seen = stamp;
    const found = countersOf(opened);
    // A new file is empty until SQLite first writes to it.
    if (found === undefined && counters === undefined) return;
    isOverwritten = found === undefined || (counters !== undefined && isEarlier(found, counters));
    counters = found;
  }

  return {
    open() {
      file ??= openSync(filename, 'r');
      if (!isOverwritten) look(file);
    },
    isOverwritten() {
      if (!isOverwritten && file !== undefined) look(file);
      return isOverwritten;
    },
    release() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

function isEarlier(found: Counters, known: Counters): boolean {
  return (
    found.changes < known.changes ||
    (found.changes === known.changes && found.pages < known.pages) ||
    found.schema < known.schema
  );
}

function countersOf(file: number): Counters | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return undefined;
  if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  return {
    changes: header.readUInt32BE(CHANGE_COUNTER),
    pages: header.readUInt32BE(PAGES),
    schema: header.readUInt32BE(SCHEMA_COOKIE),
  };
}
