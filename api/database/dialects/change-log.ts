/**
 * The rows whose changes this process has heard of, by the ID of their subject. Code that cached
 * something about a subject can check whether it is still current.
 */
export interface ChangeLog {
  /**
   * A count of the changes that were heard. The position from before a read says how old the result
   * is.
   */
  readonly position: number;
  /** `EVERYTHING` among the IDs means the same as `addEverything`. */
  add(ids: readonly string[]): void;
  /** Something may have been missed, so everything that was read before is outdated. */
  addEverything(): void;
  /** Whether nothing about any of these has been heard since. */
  holdsSince(position: number, ids: readonly string[]): boolean;
}

/** The ID that a trigger reports if a backup has replaced the database. */
export const EVERYTHING = '*';

/**
 * At most this many changed IDs are remembered one by one. If there are more, everything is read
 * again.
 */
const IDS_KEPT = 10_000;

/** Where a dialect hears of changes. What it hears is in the log before `catchUp` resolves. */
export interface ChangeSource {
  /** Resolves once everything is in the log that was committed before the call. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

export function createChangeLog(): ChangeLog {
  const lastChanged = new Map<string, number>();
  let position = 0;
  /** Everything that was read before this position is outdated. */
  let knownSince = 0;

  function addEverything(): void {
    position += 1;
    knownSince = position;
    lastChanged.clear();
  }

  return {
    get position() {
      return position;
    },
    add(ids) {
      if (ids.length === 0) return;
      const isTooMuch = lastChanged.size + ids.length > IDS_KEPT;
      if (isTooMuch || ids.includes(EVERYTHING)) return addEverything();
      position += 1;
      for (const id of ids) lastChanged.set(id, position);
    },
    addEverything,
    holdsSince(since, ids) {
      if (since < knownSince) return false;
      return ids.every((id) => (lastChanged.get(id) ?? 0) <= since);
    },
  };
}
