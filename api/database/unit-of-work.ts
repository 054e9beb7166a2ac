/**
 * Everything that happens within `run`, in whichever slice, is committed together or not at all.
 * A `run` inside another joins it. The asynchronous context carries the transaction, so services
 * see neither knex nor a handle they could forget to pass on.
 */
export interface UnitOfWork {
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Does the work as `run` would, returns its result or throws its error, and rolls everything
   * back. A `run` inside joins it. A rehearsal cannot begin inside a unit of work, because rolling
   * it back would undo what the outer unit of work meant to keep.
   */
  rehearse<T>(work: () => Promise<T>): Promise<T>;
}

/** Units of work that must succeed even if nothing else can be written. */
export interface AccessEnding {
  /**
   * Everything that the work writes ends or narrows access. On a full disk, its units of work may use the
   * reserved space, and all others are refused.
   */
  endAccess<T>(work: () => Promise<T>): Promise<T>;
}

/** Units of work that may lose their right to be committed while they wait for others. */
export interface GuardedWork {
  /**
   * Runs `check` at the end of each unit of work within `work`. If `check` throws, the unit of work is
   * rolled back and throws that error. `check` reads what others have committed, but not what the unit of
   * work itself has written, so callers can still revoke their own key.
   */
  guarded<T>(check: () => Promise<void>, work: () => Promise<T>): Promise<T>;
}

/** Work that writes nothing. */
export interface ReadOnlyWork {
  /**
   * Reads what is committed, and delays no unit of work, however long it takes. A write fails
   * unless it is in a unit of work of its own.
   */
  read<T>(work: () => Promise<T>): Promise<T>;
}
