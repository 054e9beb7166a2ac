import { useQuery } from '@tanstack/react-query';
import { periodMillis } from '../../preferences/period';
import { useMay, useTeamKey, useTeamSession } from '../../session/session-context';
import { nameOf, type AnyKey } from '../key-detail/key-family';
import type { Finding } from './attention';
import { KEY_LISTS } from './key-lists';

const PAGE_SIZE = 1000;
/** Of each kind of key, at most this many pages are read. */
const MOST_PAGES = 10;

/**
 * Active keys whose secret is older than the team allows new keys to live. They were created before the
 * team had this policy. `limit` is `null` if the team has none.
 */
export function useOutdatedSecrets() {
  const may = useMay();
  const limit = useTeamSession().whoami.team?.policy.max_key_lifetime ?? null;
  const lists = KEY_LISTS.filter(({ permission }) => may(permission));
  const secrets = useQuery({
    queryKey: useTeamKey('attention', 'outdated', limit),
    enabled: limit !== null,
    queryFn: async () => {
      const before = Date.now() - periodMillis(limit ?? '');
      const keys = await Promise.all(lists.map(({ read }) => readOlder(read, before)));
      return keys
        .flat()
        .map((key): Finding => ({ id: key.id, name: nameOf(key), at: key.secret_created_at }))
        .sort((one, other) => (one.at ?? '').localeCompare(other.at ?? ''));
    },
  });
  return { ...secrets, found: secrets.data, limit };
}

/** A secret is not older than its key, so only keys that are old enough are read. */
async function readOlder(
  read: (typeof KEY_LISTS)[number]['read'],
  before: number,
): Promise<readonly AnyKey[]> {
  const found: AnyKey[] = [];
  let token: string | null = null;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page: Awaited<ReturnType<typeof read>> = await read({
      state: 'active',
      sort: 'created_at',
      page_size: PAGE_SIZE,
      ...(token !== null && { page_token: token }),
    });
    found.push(...page.items.filter((key) => Date.parse(key.secret_created_at) < before));
    token = page.next_page_token;
    const last = page.items.at(-1);
    if (token === null || last === undefined || Date.parse(last.created_at) >= before) break;
  }
  return found;
}
