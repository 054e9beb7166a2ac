import { useInfiniteQuery, type InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';

/** The first page is small, so that it is there soon. Long lists then need few calls. */
const FIRST_PAGE_SIZE = 200;
const PAGE_SIZE = 1000;
/** A longer list is not read again only because the person comes back to the tab. */
const MOST_PAGES_ON_FOCUS = 2;

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next_page_token: string | null;
}

export interface PageQuery {
  readonly page_size: number;
  readonly page_token?: string;
}

/** A list of the API. Further pages are loaded as they are needed. */
export interface PagedList<T> {
  readonly items: readonly T[];
  readonly isLoading: boolean;
  /** Whether the rows belong to the previous filter or order, because the new ones are still loading. */
  readonly isOutdated?: boolean;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
  retry(): void;
}

/**
 * @param key of the list, which begins with the team and the name of the collection. Filters and order are an
 *   object: if it changes, the previous rows remain until the new ones are loaded.
 * @param read reads one page
 */
export function usePagedList<T>(
  key: readonly unknown[],
  read: (page: PageQuery) => Promise<ListPage<T>>,
  { enabled = true } = {},
): PagedList<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    enabled,
    queryFn: ({ pageParam }) =>
      read(
        pageParam === null
          ? { page_size: FIRST_PAGE_SIZE }
          : { page_size: PAGE_SIZE, page_token: pageParam },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page_token,
    // Comparing thousands of rows with the previous ones would block the page.
    structuralSharing: false,
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= MOST_PAGES_ON_FOCUS,
    placeholderData: (before, queryBefore) =>
      isSameList(key, queryBefore?.queryKey) ? before : undefined,
  });
  const { data, hasNextPage, isFetchingNextPage, isPlaceholderData, fetchNextPage, refetch } =
    query;
  return {
    items: useMemo(() => itemsOf(data), [data]),
    isLoading: query.isPending,
    isOutdated: isPlaceholderData,
    error: query.error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => {
      // If the next page is asked for again before this state is updated, the query would cancel the call on its way
      // and begin again. Somebody who keeps scrolling would then wait forever.
      if (hasNextPage && !isPlaceholderData) void fetchNextPage({ cancelRefetch: false });
    },
    retry: () => void refetch(),
  };
}

const itemsOf = <T>(data: InfiniteData<ListPage<T>> | undefined): readonly T[] =>
  data?.pages.flatMap(({ items }) => items) ?? [];

/** Only filters and order, which are an object, may differ: the rows of another team are never shown. */
function isSameList(key: readonly unknown[], before: readonly unknown[] | undefined): boolean {
  if (key.length !== before?.length) return false;
  return key.every((part, at) => typeof part === 'object' || part === before[at]);
}
