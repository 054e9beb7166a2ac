import { useState } from 'react';
import type { Sorting } from './object-list';

/** What a person searches for in a list and how they sort it. */
export interface ListQuery<S extends string> {
  /** The parameters of the API. */
  readonly query: { readonly q?: string; readonly sort: S };
  readonly isSearching: boolean;
  readonly search: (text: string) => void;
  readonly sort: Sorting;
}

/** @param first how the list is sorted at first; the columns offer the other orders */
export function useListQuery<S extends string>(first: S): ListQuery<S> {
  const [q, search] = useState('');
  const [sort, setSort] = useState<S>(first);
  return {
    query: { ...(q !== '' && { q }), sort },
    isSearching: q !== '',
    search,
    sort: { value: sort, onChange: (value) => setSort(value as S) },
  };
}
