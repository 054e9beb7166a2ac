import { useQuery } from '@tanstack/react-query';
import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';
import { useTeamKey } from '../../session/session-context';

export type ServiceAccountKey = Schemas['ServiceAccountKey'];

/** The API refuses an eleventh key. Expired and revoked keys do not count. */
export const MOST_KEYS = 10;

const PAGE_SIZE = 1000;

/** All keys of one service account that are not revoked, newest first. */
export function useKeysOfAccount(accountId: string | undefined) {
  return useQuery({
    queryKey: useTeamKey('service-account-keys', { accountId }),
    enabled: accountId !== undefined,
    queryFn: async () => {
      const query = { service_account_id: accountId ?? '', page_size: PAGE_SIZE };
      const page = await answerOf(api.GET('/v1/service-account-keys', { params: { query } }));
      return page.items;
    },
  });
}

/** How many of the keys count toward the limit. */
export const countedKeys = (keys: readonly ServiceAccountKey[]): number =>
  keys.filter(({ state }) => state === 'active' || state === 'disabled').length;
