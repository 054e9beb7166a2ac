import { LRUCache } from 'lru-cache';

/**
 * Keeps the `most` entries that were used last. Its memory grows with its entries. With lru-cache's own `max`, a new
 * cache allocates room for all of them, which takes longer than composing the rest of the server.
 */
export function createRecentlyUsed<V extends object | number>(
  most: number,
  { dispose }: { readonly dispose?: (value: V) => unknown } = {},
): LRUCache<string, V> {
  return new LRUCache<string, V>({
    maxSize: most,
    sizeCalculation: () => 1,
    ...(dispose && { dispose }),
  });
}
