import { OTHER_CALLERS, utcDayOf, type OpenCount, type Use, type UseCount } from './usage';

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

/** While nothing can be written, callers beyond these are counted together. */
const PLACES_KEPT = 40_000;

export function createPendingUses(): PendingUses {
  // Grouped by key, then by the ID of the caller. If thousands of callers use a key,
  // counting a use must not search through all of them.
  const places = new Map<string, Map<string, OpenCount[]>>();
  let size = 0;

  function placeOf(
    keyId: string,
    secretVersion: number | null,
    day: number,
    by: UseCount['caller'],
  ): OpenCount {
    let ofKey = places.get(keyId);
    if (ofKey === undefined) places.set(keyId, (ofKey = new Map<string, OpenCount[]>()));
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
    const place: OpenCount = {
      keyId,
      secretVersion,
      day,
      caller,
      uses: 0,
      firstUse: false,
      lastUsedAt: 0,
      isOpen: true,
    };
    ofCaller.push(place);
    size += 1;
    return place;
  }

  /** Most keys are used again and again by the same caller, with the same secret, on the same day. */
  function placeOfUse({ keyId, secretVersion, at, by, mark }: Use): OpenCount {
    const day = utcDayOf(at);
    const last = mark?.lastCount;
    if (
      last?.isOpen === true &&
      last.caller.id === by.id &&
      last.caller.kind === by.kind &&
      last.secretVersion === secretVersion &&
      last.day === day
    ) {
      return last;
    }
    const place = placeOf(keyId, secretVersion, day, by);
    if (mark !== undefined) mark.lastCount = place;
    return place;
  }

  return {
    get size() {
      return size;
    },
    add(use) {
      const place = placeOfUse(use);
      place.uses += 1;
      if (use.firstUse) place.firstUse = true;
      place.lastUsedAt = Math.max(place.lastUsedAt, use.at.getTime());
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
      return taken.map((place) => {
        place.isOpen = false;
        const { keyId, secretVersion, day, caller, uses, firstUse } = place;
        const lastUsedAt = new Date(place.lastUsedAt);
        return { keyId, secretVersion, day, caller, uses, firstUse, lastUsedAt };
      });
    },
  };
}
