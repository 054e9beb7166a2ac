/**
 * Which rows were heard to have changed, by the ID of what they are about, so that code that kept
 * something of them can tell whether it still holds.
 */
export interface ChangeLog {
  /** Counts what was heard. Taken before a read begins, it dates what is read. */
  readonly position: number;
  /** `EVERYTHING` among the IDs is as `addEverything`. */
  add(ids: readonly string[]): void;
  /** Something may have been missed: nothing that was read before holds. */
  addEverything(): void;
  /** Whether nothing about any of these has been heard since. */
  holdsSince(position: number, ids: readonly string[]): boolean;
}

/** What a trigger tells in place of an ID if a backup has taken the place of the database. */
export const EVERYTHING = '*';

/** So many IDs are told apart; with one more, all that was kept is read again. */
const IDS_KEPT = 10_000;

/** Where a dialect hears of changes: what it hears goes into the log, before `catchUp` resolves. */
export interface ChangeSource {
  /** Resolves once everything is in the log that was committed before the call. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

export function createChangeLog(): ChangeLog {
  const lastChanged = new Map<string, number>();
  let position = 0;
  /** What was read before this position says nothing now. */
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
