/** A page asked for: at most `size` rows beyond `after`, an ID in the list's own order. */
export interface PageRequest {
  readonly size: number;
  readonly after: string | undefined;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Cuts the one row too many that was read to learn whether another page follows. */
export function pageFrom<T extends { readonly id: string }>(
  rows: readonly T[],
  size: number,
): Page<T> {
  const items = rows.slice(0, size);
  return { items, next: rows.length > size ? (items.at(-1)?.id ?? null) : null };
}
