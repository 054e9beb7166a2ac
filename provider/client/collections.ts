/**
 * What the provider knows of a family of objects. Everything else that it needs follows from this.
 */
interface CollectionEntry {
  readonly path: `/v1/${string}`;
  /** What the IDs of its objects begin with, before their `_`. */
  readonly prefix: string;
  /** What people call one of its objects, unless the path says it. */
  readonly noun?: string;
  /** The data source that lists them, unless it is named after the path. */
  readonly listedBy?: string;
  /** Whether Keyplane reports how its objects were used. */
  readonly used?: true;
  /** For keys: what their secrets begin with, and what `parse_secret` calls them. */
  readonly secret?: { readonly prefix: string; readonly kind: string };
}

/**
 * The families of objects, each under its name in the client. Types, the client's methods, the
 * rules of a create, the names in Terraform, and what imports accept follow from this table. To add
 * a family, add an entry here.
 */
export const COLLECTIONS = {
  applicationKeys: {
    path: '/v1/application-keys',
    prefix: 'ak',
    used: true,
    secret: { prefix: 'kpa', kind: 'application_key' },
  },
  federatedIdentities: { path: '/v1/federated-identities', prefix: 'fid' },
  groups: { path: '/v1/groups', prefix: 'grp' },
  members: { path: '/v1/members', prefix: 'mem', used: true },
  roles: { path: '/v1/roles', prefix: 'role', used: true },
  serviceAccountKeys: {
    path: '/v1/service-account-keys',
    prefix: 'sak',
    used: true,
    secret: { prefix: 'kps', kind: 'service_account_key' },
  },
  serviceAccounts: { path: '/v1/service-accounts', prefix: 'sa', used: true },
  serviceKeyTokens: {
    path: '/v1/service-key-tokens',
    prefix: 'tok',
    used: true,
    secret: { prefix: 'kpt', kind: 'token' },
  },
  serviceKeys: { path: '/v1/service-keys', prefix: 'svk', used: true },
  teamPolicies: {
    path: '/v1/team-policies',
    prefix: 'team',
    noun: 'team',
    listedBy: 'keyplane_team_policy',
  },
  wallets: { path: '/v1/wallets', prefix: 'wal' },
} as const satisfies Readonly<Record<string, CollectionEntry>>;

type Collections = typeof COLLECTIONS;

export type CollectionName = keyof Collections;
/** As in `/v1/roles`. */
export type Collection = Collections[CollectionName]['path'];
/** What the IDs of a collection begin with, before their `_`. */
export type IdPrefix = Collections[CollectionName]['prefix'];
/** The collections whose objects can be used. */
export type UsedFamily = {
  [Name in CollectionName]: Collections[Name] extends { readonly used: true }
    ? Collections[Name]['path']
    : never;
}[CollectionName];

const ENTRIES: readonly CollectionEntry[] = Object.values(COLLECTIONS);

const BY_PREFIX = Object.fromEntries(ENTRIES.map((entry) => [entry.prefix, entry])) as Readonly<
  Record<IdPrefix, CollectionEntry>
>;

export const USED_FAMILIES: readonly UsedFamily[] = Object.values(COLLECTIONS).flatMap((entry) =>
  'used' in entry ? [entry.path] : [],
);

/** What secrets begin with, and what `parse_secret` calls them. */
export const SECRET_KINDS: Readonly<Record<string, string>> = Object.fromEntries(
  ENTRIES.flatMap(({ secret }) => (secret === undefined ? [] : [[secret.prefix, secret.kind]])),
);

/**
 * What people call the object with this ID, such as `service account key`. Undefined for an unknown
 * prefix.
 */
export function nounOf(prefix: IdPrefix): string;
export function nounOf(prefix: string | undefined): string | undefined;
export function nounOf(prefix: string | undefined): string | undefined {
  const entry: CollectionEntry | undefined = BY_PREFIX[prefix as IdPrefix];
  return entry && (entry.noun ?? singular(entry.path).replaceAll('_', ' '));
}

/** The resource of a collection: `keyplane_service_account_key`. */
export function resourceNameOf(path: Collection): string {
  return `keyplane_${singular(path)}`;
}

/**
 * The data source that lists the objects with this ID prefix, such as
 * `keyplane_service_account_keys`.
 */
export function listNameOf(prefix: IdPrefix): string {
  const { path, listedBy }: CollectionEntry = BY_PREFIX[prefix];
  return listedBy ?? `keyplane_${plural(path)}`;
}

function plural(path: string): string {
  return path.slice('/v1/'.length).replaceAll('-', '_');
}

function singular(path: string): string {
  return plural(path).replace(/ies$/, 'ys').replace(/s$/, '');
}
