import type { SortField } from '../domain/page';
import { SORTED_CHARACTERS } from '../domain/sorted-name';
import type { Database } from './database';

/** SQL of what a list is sorted by. It is never null. */
export interface SortColumn {
  readonly sql: string;
  readonly type: 'text' | 'number';
  /** Whether an index contains exactly this expression. */
  readonly isIndexed: boolean;
}

export type SortColumns = Partial<Record<SortField, SortColumn>>;

/** The SQL of `sortedName`, in the order of bytes. */
export function sortedNameColumn({ dialect }: Database, name = 'name'): SortColumn {
  const compared = `substr(${name}, 1, ${SORTED_CHARACTERS})`;
  return { sql: `lower(${compared}${dialect.byteOrder})`, type: 'text', isIndexed: true };
}
