/** Whether the database takes writes. */
export interface WriteHealth {
  /** Notes how a unit of work ended: `false` if the database could not be used. */
  ended(wellEnough: boolean): void;
  /** Whether the last write failed. */
  isInDoubt(): boolean;
  /** Fails if nothing can be written now. Callers that ask at the same time share the answer. */
  check(): Promise<void>;
}

/**
 * A write costs a trip to the disk, so as long as writes succeed only the lock is tried. Once one
 * has failed, only a write that succeeds proves that the problem is over. The first check writes
 * too. On SQLite that puts the first page of the file into a new log, which shows later whether the
 * file and the log belong together.
 */
export function createWriteHealth(
  probe: (options: { thorough: boolean }) => Promise<void>,
): WriteHealth {
  let isInDoubt = false;
  let hasWritten = false;
  let underWay: Promise<void> | undefined;

  async function check(): Promise<void> {
    const thorough = isInDoubt || !hasWritten;
    try {
      await probe({ thorough });
      if (!thorough) return;
      isInDoubt = false;
      hasWritten = true;
    } catch (error) {
      isInDoubt = true;
      throw error;
    } finally {
      underWay = undefined;
    }
  }

  return {
    isInDoubt: () => isInDoubt,
    ended(wellEnough) {
      isInDoubt = !wellEnough;
    },
    check: () => (underWay ??= check()),
  };
}
