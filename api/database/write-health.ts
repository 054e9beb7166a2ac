/** Whether the database takes writes. */
export interface WriteHealth {
  /** Notes how a unit of work ended: `false` if the database could not be used. */
  ended(wellEnough: boolean): void;
  /**
   * Notes that the disk is full. A write that changes a row in place can succeed nevertheless, so a success
   * right after it proves nothing.
   */
  foundFull(): void;
  /** Whether the last write failed, or the disk was full within the last half minute. */
  isInDoubt(): boolean;
  /** Fails if nothing can be written now. Callers that ask at the same time share the answer. */
  check(): Promise<void>;
}

/** Uses of keys are written more often than that, so the metric stays 0 while the disk is full. */
const FULL_MILLIS = 30_000;

/**
 * A write costs a trip to the disk, so as long as writes succeed only the lock is tried. Once one
 * has failed, only a write that succeeds proves that the problem is over. The first check writes
 * too. On SQLite that puts the first page of the file into a new log, which shows later whether the
 * file and the log belong together.
 */
export function createWriteHealth(
  probe: (options: { thorough: boolean }) => Promise<void>,
  now = () => performance.now(),
): WriteHealth {
  let isInDoubt = false;
  let fullUntil = -Infinity;
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
    foundFull() {
      fullUntil = now() + FULL_MILLIS;
    },
    isInDoubt: () => isInDoubt || now() < fullUntil,
    ended(wellEnough) {
      isInDoubt = !wellEnough;
    },
    check: () => (underWay ??= check()),
  };
}
