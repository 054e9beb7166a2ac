import { COLLECTIONS } from './generated/collections';

export { COLLECTIONS };

type Collections = typeof COLLECTIONS;

export type CollectionName = keyof Collections;

/** What the provider knows about a family of objects and the API's document does not say. */
interface FamilyDetails {
  /** What people call one of its objects, unless it follows from the path. */
  readonly noun?: string;
  /** The data source that lists them, unless it is named after the path. */
  readonly listedBy?: string;
  /** Whether Keyplane reports how its objects were used. */
  readonly used?: true;
  /** For keys: what their secrets begin with, and what `parse_secret` calls them. */
  readonly secret?: { readonly prefix: string; readonly kind: string };
}

type DetailsByName = Readonly<Partial<Record<CollectionName, FamilyDetails>>>;

/**
 * What distinguishes families from plain objects. Types, the client's methods, the rules of a
 * create, the names in Terraform, and what imports accept follow from the collection.
 */
const DETAILS = {
  applicationKeys: { used: true, secret: { prefix: 'kpa', kind: 'application_key' } },
  members: { used: true },
  roles: { used: true },
  serviceAccountKeys: { used: true, secret: { prefix: 'kps', kind: 'service_account_key' } },
  serviceAccounts: { used: true },
  serviceKeyTokens: { used: true, secret: { prefix: 'kpt', kind: 'token' } },
  serviceKeys: { used: true },
  teamPolicies: { noun: 'team', listedBy: 'keyplane_team_policy' },
} as const satisfies DetailsByName;

/** As in `/v1/roles`. */
export type Collection = Collections[CollectionName]['path'];
/** What the IDs of a collection begin with, before their `_`. */
export type IdPrefix = Collections[CollectionName]['prefix'];
/** The collections whose objects can be used. */
export type UsedFamily = {
  [Name in keyof typeof DETAILS]: (typeof DETAILS)[Name] extends { readonly used: true }
    ? Collections[Name]['path']
    : never;
}[keyof typeof DETAILS];

interface CollectionEntry extends FamilyDetails {
  readonly path: Collection;
  readonly prefix: IdPrefix;
}

const ENTRIES: readonly CollectionEntry[] = Object.entries(COLLECTIONS).map(([name, entry]) => ({
  ...entry,
  ...(DETAILS as DetailsByName)[name as CollectionName],
}));

const BY_PREFIX = Object.fromEntries(ENTRIES.map((entry) => [entry.prefix, entry])) as Readonly<
  Record<IdPrefix, CollectionEntry>
>;

export const USED_FAMILIES = ENTRIES.filter(({ used }) => used === true).map(
  ({ path }) => path as UsedFamily,
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

/** The data source that lists the objects of a collection: `keyplane_service_account_keys`. */
export function resourcePluralOf(path: Collection): string {
  return `keyplane_${plural(path)}`;
}

/**
 * The data source that lists the objects whose IDs have this prefix, such as
 * `keyplane_service_account_keys`.
 */
export function listNameOf(prefix: IdPrefix): string {
  const { path, listedBy }: CollectionEntry = BY_PREFIX[prefix];
  return listedBy ?? resourcePluralOf(path);
}

function plural(path: string): string {
  return path.slice('/v1/'.length).replaceAll('-', '_');
}

function singular(path: string): string {
  return plural(path).replace(/ies$/, 'ys').replace(/s$/, '');
}
