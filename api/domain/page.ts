import type { SortedName } from './sorted-name';

/** What a list is sorted by. Creation is the default of every list: IDs of one kind grow with time. */
export type SortField = 'created_at' | 'name' | 'description' | 'last_used_at' | 'expires_at';

export type ListOrder = 'ascending' | 'descending';

/**
 * The page that a caller asks for: at most `size` rows after `after`, a position in the list's own
 * order.
 */
export interface PageRequest {
  readonly size: number;
  /** If absent, by creation. */
  readonly by?: SortField | undefined;
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

/** What an item is sorted by, exactly as the database computes it. */
export type SortValues<T> = Partial<Record<SortField, (item: T) => SortedName | number>>;

/** Where an item is in a list: its ID and, unless the list is sorted by creation, its sort value. */
export interface SortPosition {
  readonly id: string;
  readonly value: string;
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

/** The same for a list that can be sorted by more than creation. */
export function sortedPageFrom<T extends { readonly id: string }>(
  rows: readonly T[],
  { size, by }: PageRequest,
  values: SortValues<T>,
): Page<T> {
  const valueOf = by && values[by];
  return pageFrom(rows, size, (row) => (valueOf ? `${row.id}:${valueOf(row)}` : row.id));
}

/** Reads what `sortedPageFrom` wrote. An ID contains no colon. */
export function parseSortPosition(position: string): SortPosition {
  const at = position.indexOf(':');
  return { id: position.slice(0, at), value: position.slice(at + 1) };
}
