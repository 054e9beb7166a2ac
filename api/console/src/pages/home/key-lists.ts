import { api } from '../../api/client';
import type { ListPage } from '../../api/paged-list';
import { answerOf } from '../../api/problem';
import type { AnyKey } from '../key-detail/key-family';

export interface KeyQuery {
  readonly state?: 'active' | 'revoked';
  readonly sort?: 'expires_at' | 'created_at';
  readonly page_size: number;
  readonly page_token?: string;
  readonly unused_for?: string;
  readonly id?: string[];
}

interface KeyList {
  /** What the IDs of its keys begin with. */
  readonly prefix: string;
  readonly permission: string;
  readonly read: (query: KeyQuery) => Promise<ListPage<AnyKey>>;
}

/** The lists of all kinds of keys. Each shows only what the person may see. */
export const KEY_LISTS: readonly KeyList[] = [
  {
    prefix: 'ak',
    permission: 'application_keys.read',
    read: (query) => answerOf(api.GET('/v1/application-keys', { params: { query } })),
  },
  {
    prefix: 'tok',
    permission: 'service_key_tokens.read',
    read: (query) => answerOf(api.GET('/v1/service-key-tokens', { params: { query } })),
  },
  {
    prefix: 'sak',
    permission: 'service_account_keys.read',
    read: (query) => answerOf(api.GET('/v1/service-account-keys', { params: { query } })),
  },
];
