/** Lists are in order of creation: IDs of one kind grow with time. */
export type ListOrder = 'newest-first' | 'oldest-first';

/**
 * The page that a caller asks for: at most `size` rows after `after`, a position in the list's own
 * order.
 */
export interface PageRequest {
  readonly size: number;
  readonly order: ListOrder;
  readonly after: string | undefined;
  /** Only objects with one of these IDs. */
  readonly ids?: readonly string[] | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** The position of the last item, if another page follows. */
  readonly next: string | null;
}

/** Removes the extra row that was read to learn whether another page follows. */
export function pageFrom<T extends { readonly id: string }>(
  rows: readonly T[],
  size: number,
  positionOf: (row: T) => string = ({ id }) => id,
): Page<T> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? positionOf(last) : null };
}
