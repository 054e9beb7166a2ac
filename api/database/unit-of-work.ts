/**
 * Everything that happens within `run`, in whichever slice, is committed together or not at all.
 * A `run` inside another joins it. The asynchronous context carries the transaction, so services
 * see neither knex nor a handle they could forget to pass on.
 */
export interface UnitOfWork {
  run<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Does the work as `run` would, gives what it gave or throws what it threw, and keeps nothing of
   * it. A `run` inside joins it. It begins no rehearsal inside a unit of work: rolling that back would
   * undo what its owner meant to keep.
   */
  rehearse<T>(work: () => Promise<T>): Promise<T>;
}

/** Units of work that must succeed even if nothing else can be written. */
export interface AccessEnding {
  /**
   * Whatever the work writes ends access to something, or narrows it. On a full disk its units of work
   * may use the space that is kept for them, and all others are refused.
   */
  endAccess<T>(work: () => Promise<T>): Promise<T>;
}

/** Units of work whose right to be committed can end while they wait for others. */
export interface GuardedWork {
  /**
   * What `check` throws is thrown instead of committing, and nothing is kept. It is asked at the end of
   * each unit of work within `work`, and it reads what others have committed, never what the unit of
   * work itself has written. So a caller can still end their own key.
   */
  guarded<T>(check: () => Promise<void>, work: () => Promise<T>): Promise<T>;
}

/** Work that writes nothing. */
export interface ReadOnlyWork {
  /**
   * Reads what is committed, and holds up no unit of work, however long it takes. Whatever it would write
   * outside of a unit of work of its own fails.
   */
  read<T>(work: () => Promise<T>): Promise<T>;
}
