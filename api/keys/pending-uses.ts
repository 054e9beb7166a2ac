import { OTHER_CALLERS, type Use, type UseCount } from './usage';

/** How often one caller used one secret on one day, and whether it had never been used before. */
export type PendingUse = UseCount & Pick<Use, 'secretVersion' | 'firstUse'>;

/** What waits to be written. Each request adds to it, so nothing is built to look its place up. */
export interface PendingUses {
  readonly size: number;
  add(use: PendingUse): void;
  /** All that was added since the last time, in the order of the keys. */
  take(): readonly PendingUse[];
}

/** While nothing can be written, callers beyond these are counted together. */
const PLACES_KEPT = 20_000;

type Mutable<T> = { -readonly [P in keyof T]: T[P] };

export function createPendingUses(): PendingUses {
  const byKey = new Map<string, Mutable<PendingUse>[]>();
  let size = 0;

  return {
    get size() {
      return size;
    },
    add(use) {
      const places = byKey.get(use.keyId);
      const placed = size < PLACES_KEPT ? use : { ...use, caller: OTHER_CALLERS };
      const place = places?.find((candidate) => isSamePlace(candidate, placed));
      if (place === undefined) {
        size += 1;
        if (places === undefined) byKey.set(use.keyId, [{ ...placed }]);
        else places.push({ ...placed });
        return;
      }
      place.uses += use.uses;
      place.firstUse ||= use.firstUse;
      if (use.lastUsedAt > place.lastUsedAt) place.lastUsedAt = use.lastUsedAt;
    },
    take() {
      const taken = [...byKey.values()].flat();
      byKey.clear();
      size = 0;
      return taken.sort((a, b) => (a.keyId < b.keyId ? -1 : 1));
    },
  };
}

function isSamePlace(one: PendingUse, other: PendingUse): boolean {
  return (
    one.caller.id === other.caller.id &&
    one.caller.kind === other.caller.kind &&
    one.secretVersion === other.secretVersion &&
    one.day === other.day
  );
}
