import { api, type Schemas } from '../../api/client';
import { answerOf } from '../../api/problem';

export type AnyKey =
  Schemas['ApplicationKey'] | Schemas['ServiceAccountKey'] | Schemas['ServiceKeyToken'];

interface IssuedSecret {
  readonly secret: string | null;
}

/** What the page needs to know about one kind of key. */
export interface KeyFamily {
  /** The noun for one key. */
  readonly noun: string;
  /** Begins the permissions and the query keys. */
  readonly collection: string;
  readonly permissions: string;
  /** The list to which the key belongs. */
  readonly list: { readonly to: string; readonly label: string };
  read(id: string): Promise<AnyKey>;
  setEnabled(id: string, enabled: boolean): Promise<unknown>;
  rotate(id: string, body: { overlap?: string }, idempotencyKey: string): Promise<IssuedSecret>;
  revoke(id: string): Promise<unknown>;
}

const key = (key_id: string) => ({ path: { key_id } });
const token = (token_id: string) => ({ path: { token_id } });
const once = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } });

const FAMILIES = {
  ak: {
    noun: 'application key',
    collection: 'application-keys',
    permissions: 'application_keys',
    list: { to: '/application-keys', label: 'Application keys' },
    read: (id) => answerOf(api.GET('/v1/application-keys/{key_id}', { params: key(id) })),
    setEnabled: (id, enabled) =>
      answerOf(api.PATCH('/v1/application-keys/{key_id}', { params: key(id), body: { enabled } })),
    rotate: (id, body, idempotencyKey) =>
      answerOf(
        api.POST('/v1/application-keys/{key_id}/rotate', {
          params: { ...key(id), ...once(idempotencyKey) },
          body,
        }),
      ),
    revoke: (id) => answerOf(api.DELETE('/v1/application-keys/{key_id}', { params: key(id) })),
  },
  sak: {
    noun: 'service API key',
    collection: 'service-account-keys',
    permissions: 'service_account_keys',
    list: { to: '/service-api-keys', label: 'Service API keys' },
    read: (id) => answerOf(api.GET('/v1/service-account-keys/{key_id}', { params: key(id) })),
    setEnabled: (id, enabled) =>
      answerOf(
        api.PATCH('/v1/service-account-keys/{key_id}', { params: key(id), body: { enabled } }),
      ),
    rotate: (id, body, idempotencyKey) =>
      answerOf(
        api.POST('/v1/service-account-keys/{key_id}/rotate', {
          params: { ...key(id), ...once(idempotencyKey) },
          body,
        }),
      ),
    revoke: (id) => answerOf(api.DELETE('/v1/service-account-keys/{key_id}', { params: key(id) })),
  },
  tok: {
    noun: 'API key',
    collection: 'service-key-tokens',
    permissions: 'service_key_tokens',
    list: { to: '/api-keys', label: 'API keys' },
    read: (id) => answerOf(api.GET('/v1/service-key-tokens/{token_id}', { params: token(id) })),
    setEnabled: (id, enabled) =>
      answerOf(
        api.PATCH('/v1/service-key-tokens/{token_id}', { params: token(id), body: { enabled } }),
      ),
    rotate: (id, body, idempotencyKey) =>
      answerOf(
        api.POST('/v1/service-key-tokens/{token_id}/rotate', {
          params: { ...token(id), ...once(idempotencyKey) },
          body,
        }),
      ),
    revoke: (id) =>
      answerOf(api.DELETE('/v1/service-key-tokens/{token_id}', { params: token(id) })),
  },
} satisfies Readonly<Record<string, KeyFamily>>;

export const { ak: APPLICATION_KEYS, sak: SERVICE_ACCOUNT_KEYS, tok: TOKENS } = FAMILIES;

/** @returns `undefined` if the ID is not that of a key */
export const familyOf = (id: string): KeyFamily | undefined =>
  new Map<string, KeyFamily>(Object.entries(FAMILIES)).get(id.split('_')[0] ?? '');

/** The name of a key, or what identifies it if it has none. */
export function nameOf(key: AnyKey): string {
  return ('name' in key ? key.name : key.description) ?? key.client_id;
}
