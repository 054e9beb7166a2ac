import { CALLERS_PER_DAY, OTHER_CALLERS, type UseCount } from './usage';

type Place = Pick<UseCount, 'keyId' | 'day' | 'caller'>;

/** Adds counts up for each key, day and caller, in memory that no number of callers can fill. */
export interface UseTally {
  add(count: UseCount): void;
  /** Everything that was added since the last time, in the order of key, day and caller. */
  take(): UseCount[];
}

/** @param known callers that are counted by name already, which take a day's places first */
export function createUseTally(known: readonly Place[] = []): UseTally {
  const counts = new Map<string, UseCount>();
  const named = new Map<string, Set<string>>();

  function namedOn({ keyId, day }: Place): Set<string> {
    const key = `${keyId} ${day}`;
    const callers = named.get(key) ?? new Set<string>();
    named.set(key, callers);
    return callers;
  }

  function isNamed(place: Place): boolean {
    if (place.caller.kind === 'other') return false;
    const callers = namedOn(place);
    if (callers.size < CALLERS_PER_DAY) callers.add(callerOf(place));
    return callers.has(callerOf(place));
  }

  known.forEach(isNamed);

  return {
    add(count) {
      const placed = isNamed(count) ? count : { ...count, caller: OTHER_CALLERS };
      const place = `${placed.keyId} ${placed.day} ${callerOf(placed)}`;
      counts.set(place, sumOf(counts.get(place), placed));
    },

    take() {
      const taken = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
      counts.clear();
      named.clear();
      return taken;
    },
  };
}

function sumOf(sum: UseCount | undefined, count: UseCount): UseCount {
  if (sum === undefined) return count;
  const lastUsedAt = sum.lastUsedAt > count.lastUsedAt ? sum.lastUsedAt : count.lastUsedAt;
  return { ...count, uses: sum.uses + count.uses, lastUsedAt };
}

function callerOf({ caller: { kind, id } }: Place): string {
  return `${kind} ${id}`;
}
