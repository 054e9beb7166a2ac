import { useQuery } from '@tanstack/react-query';
import { useMay, useTeamKey } from '../../session/session-context';
import { nameOf, type AnyKey } from '../key-detail/key-family';
import { KEY_LISTS, type KeyQuery } from './key-lists';

export const SOON_DAYS = 14;
export const UNUSED_DAYS = 90;

const DAY_MILLIS = 86_400_000;
/** At most this many keys of each kind, or refusals of each outcome, are read and counted. */
export const MOST_READ = 100;

export const daysFromNow = (days: number) => Date.now() + days * DAY_MILLIS;

/** A key that needs attention. */
export interface Finding {
  readonly id: string;
  readonly name: string;
  /** When the key expires, or when it was last used. */
  readonly at: string | null;
}

/** The keys of every kind that the person may see. */
function useKeys(what: string, query: KeyQuery) {
  const may = useMay();
  const lists = KEY_LISTS.filter(({ permission }) => may(permission));
  return useQuery({
    queryKey: useTeamKey('attention', what),
    queryFn: async () => {
      const pages = await Promise.all(lists.map(({ read }) => read(query)));
      return pages.flatMap(({ items }) => items);
    },
  });
}

/** Keys that were created for such a short time are expected to expire. */
function isMeantToLast({ created_at, first_expires_at }: AnyKey): boolean {
  if (first_expires_at === 'never') return true;
  return Date.parse(first_expires_at) - Date.parse(created_at) > SOON_DAYS * DAY_MILLIS;
}

/** Those that expire first are first. */
export function useExpiringKeys() {
  const keys = useKeys('expiring', { state: 'active', sort: 'expires_at', page_size: MOST_READ });
  const end = daysFromNow(SOON_DAYS);
  const found = keys.data
    ?.filter(({ expires_at }) => expires_at !== 'never' && Date.parse(expires_at) <= end)
    .filter(isMeantToLast)
    .map((key) => ({ id: key.id, name: nameOf(key), at: key.expires_at }))
    .sort((one, other) => one.at.localeCompare(other.at));
  return { ...keys, found };
}

/** A key that is not older than this and was never used may still wait for its first use. */
export function useUnusedKeys() {
  const keys = useKeys('unused', {
    state: 'active',
    sort: 'created_at',
    page_size: MOST_READ,
    unused_for: `${UNUSED_DAYS}d`,
  });
  const oldest = daysFromNow(-UNUSED_DAYS);
  const found = keys.data
    ?.filter(({ created_at }) => Date.parse(created_at) <= oldest)
    .map((key) => ({ id: key.id, name: nameOf(key), at: key.last_used_at }));
  return { ...keys, found };
}
