/**
 * Items that wait in groups. The groups take turns, and within a group the oldest item comes first. So a
 * group with many items does not delay the items of another one. Every step takes the same time, however
 * many items and groups there are.
 */
export interface FairLine<T> {
  readonly size: number;
  add(group: string, item: T): void;
  /** Removes the item whose turn it is. */
  next(): T | undefined;
  /** Removes an item that waits no longer, which is usually the oldest one of its group. */
  remove(group: string, item: T): void;
  /** Whether a new item of the group could take the place of another group's item. */
  mayDisplace(group: string): boolean;
  /**
   * Removes the newest item of the group that has the most items, if even with one more item `group` has
   * fewer. Thus groups that together want more places than there are end with equally many.
   */
  displace(group: string): T | undefined;
}

interface Group<T> {
  readonly name: string;
  readonly items: T[];
}

export function createFairLine<T>(): FairLine<T> {
  /** In the order of their turns. */
  const groups = new Map<string, Group<T>>();
  /** The groups with as many items as the index says. */
  const bySize: Set<Group<T>>[] = [];
  /** The number of items in the largest group. */
  let most = 0;
  let size = 0;

  function resized(group: Group<T>, before: number): void {
    const after = group.items.length;
    size += after - before;
    bySize[before]?.delete(group);
    if (after > 0) (bySize[after] ??= new Set()).add(group);
    else groups.delete(group.name);
    // One item was added or removed, so the largest group changes its size by at most one.
    if (after > most) most = after;
    else if (before === most && bySize[before]?.size === 0) most = after;
  }

  function mayDisplace(name: string): boolean {
    return (groups.get(name)?.items.length ?? 0) + 1 < most;
  }

  return {
    get size() {
      return size;
    },

    add(name, item) {
      const group = groups.get(name) ?? { name, items: [] };
      groups.set(name, group);
      group.items.push(item);
      resized(group, group.items.length - 1);
    },

    next() {
      const [group] = groups.values();
      if (group === undefined) return undefined;
      const item = group.items.shift();
      resized(group, group.items.length + 1);
      // Its next turn comes after those of the others.
      if (groups.delete(group.name)) groups.set(group.name, group);
      return item;
    },

    remove(name, item) {
      const group = groups.get(name);
      const place = group?.items.indexOf(item) ?? -1;
      if (group === undefined || place === -1) return;
      group.items.splice(place, 1);
      resized(group, group.items.length + 1);
    },

    mayDisplace,

    displace(name) {
      if (!mayDisplace(name)) return undefined;
      const [largest] = bySize[most] ?? [];
      const item = largest?.items.pop();
      if (largest !== undefined) resized(largest, largest.items.length + 1);
      return item;
    },
  };
}
