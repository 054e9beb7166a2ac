import { createRecentlyUsed } from '../lib/recently-used';
import type { ChangeFeed } from './change-feed';

/**
 * Caches what was read for as long as nothing that it depends on has changed. Answers nothing while changes
 * cannot be heard.
 */
export interface FreshCache<V> {
  get(key: string): V | undefined;
  /**
   * `position` must be from before the read began. A change during the read then makes the value outdated.
   */
  set(key: string, value: V, position: number): void;
  /** The current position of the feed. Take it before a read begins. */
  readonly position: number;
}

interface Entry<V> {
  readonly value: V;
  readonly ids: readonly string[];
  /** The position up to which the value is known to be current. */
  holdsAt: number;
}

export function createFreshCache<V extends object>(options: {
  feed: Pick<ChangeFeed, 'log' | 'isCurrent'>;
  maxEntries: number;
  /** The IDs of all rows from which a value was made, as the feed names them. */
  idsOf: (value: V) => readonly string[];
}): FreshCache<V> {
  const { feed, maxEntries, idsOf } = options;
  const { log } = feed;
  const entries = createRecentlyUsed<Entry<V>>(maxEntries);

  return {
    get position() {
      return log.position;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined || !feed.isCurrent()) return undefined;
      if (entry.holdsAt !== log.position) {
        if (!log.holdsSince(entry.holdsAt, entry.ids)) {
          entries.delete(key);
          return undefined;
        }
        entry.holdsAt = log.position;
      }
      return entry.value;
    },
    set(key, value, position) {
      entries.set(key, { value, ids: idsOf(value), holdsAt: position });
    },
  };
}
