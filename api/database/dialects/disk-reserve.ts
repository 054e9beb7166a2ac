import { closeSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import { DatabaseUnavailableError } from './unavailable';

const MIB = 1_048_576;
/** Enough for some thousand revocations: SQLite uses the space of its write-ahead log again. */
const RESERVE_BYTES = 8 * MIB;
/** With less free space than this the disk counts as full. */
const LEAST_FREE_BYTES = MIB;

/**
 * A unit of work that ends access needs less than the first part. If less is free, the second part is
 * freed.
 */
const NEEDED_BYTES = MIB / 4;
const FREED_BYTES = MIB / 2;

/** Space on the disk of the database for units of work that end access. */
export interface DiskReserve {
  /** @throws DatabaseUnavailableError while the disk is full */
  requireRoom(): void;
  readonly isFull: boolean;
  /** Before a unit of work that ends access: frees a part of the reserve if the disk is full. */
  freeSome(): void;
  /** SQLite found no space. */
  foundFull(): void;
  /** Checks whether the disk is full, and creates the reserve (again) if there is room for it. */
  look(): void;
}

/**
 * The reserve is a file of random bytes, because some file systems keep no room for zeros. Ordinary
 * units of work stop while there is still room, so that a revocation is never the first to fail.
 */
export function createDiskReserve(options: {
  readonly file: string;
  readonly freeBytes: () => number;
  readonly onFull: () => void;
  readonly onRoom: () => void;
}): DiskReserve {
  const { file, freeBytes, onFull, onRoom } = options;
  let isFull = false;

  function become(full: boolean): void {
    if (isFull === full) return;
    isFull = full;
    if (full) onFull();
    else onRoom();
  }

  function take(): void {
    const missing = RESERVE_BYTES - sizeOf(file);
    if (missing <= 0 || freeBytes() < missing + 2 * LEAST_FREE_BYTES) return;
    try {
      append(file, missing);
    } catch {
      // Another process was faster. What was written remains, and the rest follows later.
    }
  }

  function look(): void {
    take();
    become(freeBytes() < LEAST_FREE_BYTES);
  }

  return {
    requireRoom() {
      if (isFull) look();
      if (isFull) throw new DatabaseUnavailableError(NO_ROOM);
    },
    get isFull() {
      return isFull;
    },
    freeSome() {
      if (isFull && freeBytes() < NEEDED_BYTES) shrink(file, FREED_BYTES);
    },
    foundFull: () => become(true),
    look,
  };
}

const NO_ROOM =
  'The disk of the database is full. Until it has free space again, Keyplane can verify ' +
  'keys, and can revoke, disable, narrow and delete, but it creates nothing.';

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function append(file: string, bytes: number): void {
  const block = randomFillSync(Buffer.alloc(MIB));
  const open = openSync(file, 'a', 0o600);
  try {
    for (let left = bytes; left > 0; left -= block.length) {
      writeSync(open, block, 0, Math.min(left, block.length));
    }
  } finally {
    closeSync(open);
  }
}

function shrink(file: string, bytes: number): void {
  const left = sizeOf(file) - bytes;
  if (left > 0) truncateSync(file, left);
  else rmSync(file, { force: true });
}
