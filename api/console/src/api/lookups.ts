import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useTeamKey } from '../session/session-context';
import { api } from './client';
import type { ListPage, PageQuery } from './paged-list';
import { answerOf } from './problem';

const LARGEST_PAGE = 1000;

/** All objects of a collection, to choose from or to show their names. Lists that can grow long are paged. */
export async function readAll<T>(
  read: (page: PageQuery) => Promise<ListPage<T>>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let token: string | null = null;
  do {
    const page: ListPage<T> = await read({
      page_size: LARGEST_PAGE,
      ...(token !== null && { page_token: token }),
    });
    items.push(...page.items);
    token = page.next_page_token;
  } while (token !== null);
  return items;
}

function useAll<T>(
  collection: string,
  read: (page: PageQuery) => Promise<ListPage<T>>,
  { enabled = true } = {},
): UseQueryResult<readonly T[]> {
  const queryKey = useTeamKey(collection, 'all');
  return useQuery({ queryKey, queryFn: () => readAll(read), enabled });
}

export const useServiceKeys = (options?: { readonly enabled: boolean }) =>
  useAll(
    'service-keys',
    (query) => answerOf(api.GET('/v1/service-keys', { params: { query } })),
    options,
  );

export const useGroups = () =>
  useAll('groups', (query) => answerOf(api.GET('/v1/groups', { params: { query } })));

export const useMembers = () =>
  useAll('members', (query) => answerOf(api.GET('/v1/members', { params: { query } })));

/** The names of the team's members, by their IDs. */
export function useMemberName(): (id: string) => string | undefined {
  const names = new Map((useMembers().data ?? []).map(({ id, name }) => [id, name]));
  return (id) => names.get(id);
}

export const useServiceAccounts = () =>
  useAll('service-accounts', (query) =>
    answerOf(api.GET('/v1/service-accounts', { params: { query } })),
  );

export const useRoles = () =>
  useAll('roles', (query) => answerOf(api.GET('/v1/roles', { params: { query } })));

export const useWallets = (options?: { readonly enabled: boolean }) =>
  useAll('wallets', (query) => answerOf(api.GET('/v1/wallets', { params: { query } })), options);

/** The risk agreement that is accepted when a service key or a token is created. */
export const useTerms = () =>
  useQuery({
    queryKey: useTeamKey('terms'),
    queryFn: () => answerOf(api.GET('/v1/terms')),
    staleTime: 60_000,
  });

/** The catalog: services with their models and prices. */
export const useServices = () =>
  useQuery({
    queryKey: useTeamKey('services'),
    queryFn: async () => (await answerOf(api.GET('/v1/services'))).items,
    staleTime: 60_000,
  });

/** Keyplane's own permissions, and the team roles that have each. */
export const usePermissions = () =>
  useQuery({
    queryKey: useTeamKey('permissions'),
    queryFn: async () => (await answerOf(api.GET('/v1/permissions'))).items,
    staleTime: Infinity,
  });
