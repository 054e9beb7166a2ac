import { OTHER_CALLERS, utcDayOf, type Use, type UseCount } from './usage';

/** How often one caller used one secret on one day, and whether it had never been used before. */
export type PendingUse = UseCount & Pick<Use, 'secretVersion' | 'firstUse'>;

/** The counts that wait to be written. Each request adds to them, so adding has to be fast. */
export interface PendingUses {
  /** How many rows wait. */
  readonly size: number;
  add(use: Use): void;
  /** Adds back counts that could not be written. */
  putBack(uses: readonly PendingUse[]): void;
  /** Everything that was added since the last time, in the order of the keys. */
  take(): readonly PendingUse[];
}

interface Place extends Pick<PendingUse, 'keyId' | 'secretVersion' | 'day' | 'caller'> {
  uses: number;
  firstUse: boolean;
  /** In milliseconds, because comparing dates costs twenty times as much. */
  lastUsedAt: number;
}

/** While nothing can be written, callers beyond these are counted together. */
const PLACES_KEPT = 40_000;

export function createPendingUses(): PendingUses {
  // Grouped by key, then by the ID of the caller. If thousands of callers use a key,
  // counting a use must not search through all of them.
  const places = new Map<string, Map<string, Place[]>>();
  let size = 0;

  function placeOf(
    keyId: string,
    secretVersion: number | null,
    day: number,
    by: UseCount['caller'],
  ): Place {
    let ofKey = places.get(keyId);
    if (ofKey === undefined) places.set(keyId, (ofKey = new Map<string, Place[]>()));
    const caller = size < PLACES_KEPT ? by : OTHER_CALLERS;
    let ofCaller = ofKey.get(caller.id);
    if (ofCaller === undefined) ofKey.set(caller.id, (ofCaller = []));
    for (const place of ofCaller) {
      if (
        place.caller.kind === caller.kind &&
        place.secretVersion === secretVersion &&
        place.day === day
      ) {
        return place;
      }
    }
    const place = { keyId, secretVersion, day, caller, uses: 0, firstUse: false, lastUsedAt: 0 };
    ofCaller.push(place);
    size += 1;
    return place;
  }

  return {
    get size() {
      return size;
    },
    add({ keyId, secretVersion, firstUse, at, by }) {
      const place = placeOf(keyId, secretVersion, utcDayOf(at), by);
      place.uses += 1;
      place.firstUse ||= firstUse;
      place.lastUsedAt = Math.max(place.lastUsedAt, at.getTime());
    },
    putBack(uses) {
      for (const use of uses) {
        const place = placeOf(use.keyId, use.secretVersion, use.day, use.caller);
        place.uses += use.uses;
        place.firstUse ||= use.firstUse;
        place.lastUsedAt = Math.max(place.lastUsedAt, use.lastUsedAt.getTime());
      }
    },
    take() {
      const taken = [...places.keys()]
        .sort()
        .flatMap((keyId) => [...(places.get(keyId)?.values() ?? [])].flat());
      places.clear();
      size = 0;
      return taken.map((place) => ({ ...place, lastUsedAt: new Date(place.lastUsedAt) }));
    },
  };
}
