import { COLLECTIONS, resourceNameOf, resourcePluralOf } from '../client';
import type { PageName } from '../terraform-plugin/docs';

/** What the provider does for a page, and the operations of the API that it calls for that. */
export interface PageCall {
  /** A phrase that completes "To … you need". */
  readonly to: string;
  /** Written as `GET /v1/groups`. */
  readonly operation: string;
}

/** The operations behind everything that has a page, apart from those that every run calls. */
export function callsOf({ kind, name }: PageName): readonly PageCall[] {
  if (kind === 'resource') return RESOURCE_CALLS[name] ?? [];
  if (kind === 'function') return [];
  return OTHER_CALLS[`${kind} ${name}`] ?? FOUND_CALLS[name] ?? [];
}

const KEYS: ReadonlySet<string> = new Set([
  '/v1/application-keys',
  '/v1/service-account-keys',
  '/v1/service-key-tokens',
]);

const SEE_USE = 'see recent use';

/**
 * What a plan looks up before it destroys or narrows something. Without the permission, it says that
 * the use is unknown, or names fewer objects.
 */
const LOOKED_UP: Readonly<Record<string, readonly PageCall[]>> = {
  '/v1/members': [
    { to: 'name the tokens that a destroy ends', operation: 'GET /v1/service-key-tokens' },
  ],
  '/v1/roles': [{ to: SEE_USE, operation: 'GET /v1/service-account-keys' }],
  '/v1/service-accounts': [
    { to: SEE_USE, operation: 'GET /v1/service-account-keys' },
    {
      to: 'name the federated identities that a destroy ends',
      operation: 'GET /v1/federated-identities',
    },
  ],
  '/v1/service-keys': [{ to: SEE_USE, operation: 'GET /v1/service-key-tokens' }],
};

const PATHS = Object.values(COLLECTIONS).map(({ path }) => path);

const RESOURCE_CALLS: Readonly<Record<string, readonly PageCall[]>> = Object.fromEntries(
  PATHS.map((path) => [
    resourceNameOf(path),
    [
      { to: 'plan, refresh and import', operation: `GET ${path}/{id}` },
      { to: 'create', operation: `POST ${path}` },
      { to: 'change', operation: `PATCH ${path}/{id}` },
      ...(KEYS.has(path) ? [{ to: 'rotate', operation: `POST ${path}/{id}/rotate` }] : []),
      { to: 'destroy', operation: `DELETE ${path}/{id}` },
      ...(LOOKED_UP[path] ?? []),
    ],
  ]),
);

/** The data sources that find or list the objects of a collection. */
const FOUND_CALLS: Readonly<Record<string, readonly PageCall[]>> = Object.fromEntries(
  PATHS.flatMap((path) => {
    const read = { to: 'read', operation: `GET ${path}/{id}` };
    const list = { to: 'read', operation: `GET ${path}` };
    return [
      [resourceNameOf(path), [read]],
      [resourcePluralOf(path), [list]],
    ];
  }),
);

const OTHER_CALLS: Readonly<Record<string, readonly PageCall[]>> = {
  'data-source keyplane_cost_estimate': [{ to: 'read', operation: 'POST /v1/cost-estimates' }],
  'data-source keyplane_service': [{ to: 'read', operation: 'GET /v1/services/{id}' }],
  'data-source keyplane_services': [{ to: 'read', operation: 'GET /v1/services' }],
  'data-source keyplane_team_policy': [{ to: 'read', operation: 'GET /v1/whoami' }],
  'data-source keyplane_terms': [{ to: 'read', operation: 'GET /v1/terms' }],
  'data-source keyplane_whoami': [{ to: 'read', operation: 'GET /v1/whoami' }],
  'ephemeral-resource keyplane_access_token': [{ to: 'open', operation: 'POST /oauth2/token' }],
  'ephemeral-resource keyplane_key_secret': [{ to: 'open', operation: 'POST /v1/keys/{id}/claim' }],
};
