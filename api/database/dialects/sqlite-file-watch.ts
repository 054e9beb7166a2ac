import { statSync } from 'node:fs';
import { createContentWatch } from './sqlite-content-watch';
import { DatabaseUnavailableError } from './unavailable';

/** Whether the open files of a SQLite database are still the ones at their paths. */
export interface FileWatch {
  /**
   * Call this when a connection that writes has been opened. From then on, the files at the paths
   * are compared with the ones that are there now.
   */
  opened(): void;
  /** Call this when that connection was closed: SQLite may then remove the write-ahead log. */
  closed(): void;
  /**
   * Checks the paths.
   * @throws DatabaseUnavailableError while another file, or no file, is there
   */
  look(): void;
  /** The result of the last `look`, without another check. */
  requireInPlace(): void;
  /** Whether another file was copied over the open one. SQLite must not write to it after that. */
  isOverwritten(): boolean;
  /** Call this once SQLite has closed every connection. */
  release(): void;
}

/**
 * An open file continues to exist when it is deleted or replaced, so SQLite would keep writing to a file that no
 * process will read again. If the same file comes back to its path, Keyplane continues. Without the -shm file
 * SQLite also goes on, but other processes then create a new one and ignore the locks of this one.
 */
export function createFileWatch(options: {
  readonly filename: string;
  readonly onGone: () => void;
  readonly onBack: () => void;
}): FileWatch {
  const { filename, onGone, onBack } = options;
  let database: string | undefined;
  const content = createContentWatch(filename);
  const beside = new Map<string, string | undefined>();
  let isGone = false;

  function isInPlace(): boolean {
    if (database === undefined) return true;
    if (identityOf(filename) !== database || content.isOverwritten()) return false;
    return ['-wal', '-shm'].every((suffix) => {
      const found = identityOf(filename + suffix);
      // The first connection creates it when it first reads.
      const known = beside.get(suffix) ?? found;
      beside.set(suffix, known);
      return found === known;
    });
  }

  function requireInPlace(): void {
    if (isGone) throw new DatabaseUnavailableError(GONE);
  }

  return {
    opened() {
      database ??= identityOf(filename);
      content.open();
      beside.clear();
    },
    closed: () => beside.clear(),
    look() {
      const wasGone = isGone;
      isGone = !isInPlace();
      if (isGone && !wasGone) onGone();
      if (!isGone && wasGone) onBack();
      requireInPlace();
    },
    requireInPlace,
    isOverwritten: content.isOverwritten,
    release: content.release,
  };
}

const GONE =
  'The database file of Keyplane was deleted or replaced while Keyplane was running. ' +
  'Keyplane answers no requests until its operator restarts it on the right file.';

function identityOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
