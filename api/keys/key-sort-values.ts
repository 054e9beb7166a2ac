import type { SortValues } from '../domain/page';
import { sortedName } from '../domain/sorted-name';
import type { Key } from './key';

/** The expiry of a key that never expires: the last moment that a Date can hold. */
export const NEVER_MILLIS = 8_640_000_000_000_000;

/** The last use of a key that was never used: before every other. */
export const NEVER_USED_MILLIS = -1;

const named = ({ name, description }: Key) => sortedName(name ?? description ?? '');

export const KEY_SORT_VALUES: SortValues<Key> = {
  name: named,
  description: named,
  last_used_at: ({ lastUsedAt }) => lastUsedAt?.getTime() ?? NEVER_USED_MILLIS,
  expires_at: ({ expiresAt }) => expiresAt?.getTime() ?? NEVER_MILLIS,
};
