import { useInfiniteQuery } from '@tanstack/react-query';

const PAGE_SIZE = 200;

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
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
  retry(): void;
}

/**
 * @param key of the list and its filters, which begins with the name of the collection
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
      read({ page_size: PAGE_SIZE, ...(pageParam !== null && { page_token: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_page_token,
  });
  const { hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query;
  return {
    items: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isLoading: query.isPending,
    error: query.error,
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
    retry: () => void refetch(),
  };
}
