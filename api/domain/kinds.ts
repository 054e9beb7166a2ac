/** What Keyplane knows of a kind of object. Everything else that it needs follows from this. */
interface KindEntry {
  /** What its IDs begin with, before their `_`. */
  readonly prefix: string;
  /** The noun for the kind, unless it is the name of the kind with spaces. */
  readonly noun?: string;
  /**
   * The plural, in snake case, of what a Terraform run creates: its permissions begin with it
   * (`roles.read`), and its collection is named after it (`/v1/service-accounts`).
   */
  readonly plural?: string;
  /** For a family of keys: what its secrets begin with. They differ in the third letter. */
  readonly secretPrefix?: string;
}

/** Every kind of object that has an ID. To add a kind is to add an entry here. */
export const KINDS = {
  role: { prefix: 'role', plural: 'roles' },
  service_account: { prefix: 'sa', plural: 'service_accounts' },
  application_key: { prefix: 'ak', plural: 'application_keys', secretPrefix: 'kpa' },
  service_account_key: { prefix: 'sak', plural: 'service_account_keys', secretPrefix: 'kps' },
  token: { prefix: 'tok', plural: 'service_key_tokens', secretPrefix: 'kpt' },
  service_key: { prefix: 'svk', plural: 'service_keys' },
  group: { prefix: 'grp', plural: 'groups' },
  member: { prefix: 'mem', plural: 'members' },
  wallet: { prefix: 'wal', plural: 'wallets' },
  federated_identity: { prefix: 'fid', plural: 'federated_identities' },
  team: { prefix: 'team' },
  notification: { prefix: 'ntf' },
  mail: { prefix: 'mail' },
  wallet_entry: { prefix: 'wen', noun: 'ledger entry' },
  audit_event: { prefix: 'evt' },
  operator: { prefix: 'op' },
} as const satisfies Readonly<Record<string, KindEntry>>;

type Kinds = typeof KINDS;
type KindsWith<Field extends keyof KindEntry> = {
  [K in keyof Kinds]: Field extends keyof Kinds[K] ? K : never;
}[keyof Kinds];

export type Kind = keyof Kinds;
/** The kinds that a Terraform run creates. */
export type CreatedKind = KindsWith<'plural'>;
/** The kinds of keys: each has secrets. */
export type KeyFamily = KindsWith<'secretPrefix'>;

export const CREATED_KINDS: readonly CreatedKind[] = kindsWith('plural');
export const KEY_FAMILIES: readonly KeyFamily[] = kindsWith('secretPrefix');

const KIND_BY_PREFIX: ReadonlyMap<string, Kind> = new Map(
  (Object.keys(KINDS) as Kind[]).map((kind) => [KINDS[kind].prefix, kind]),
);

/** The kind that the prefix of an ID names. The rest of the text may be anything. */
export function kindOf(id: string): Kind | undefined {
  return KIND_BY_PREFIX.get(id.slice(0, Math.max(id.indexOf('_'), 0)));
}

export function isCreatedKind(kind: Kind): kind is CreatedKind {
  return 'plural' in KINDS[kind];
}

export function isKeyFamily(kind: Kind): kind is KeyFamily {
  return 'secretPrefix' in KINDS[kind];
}

/** The noun for the kind: `service account key`. */
export function nounOf(kind: Kind): string {
  const { noun }: KindEntry = KINDS[kind];
  return noun ?? kind.replaceAll('_', ' ');
}

/** The permission for an operation on objects of this kind: `roles.read`. */
export function permissionTo<K extends CreatedKind, Action extends string>(
  action: Action,
  kind: K,
): `${Kinds[K]['plural']}.${Action}` {
  return `${KINDS[kind].plural}.${action}`;
}

/** The path where objects of this kind are listed and created: `/v1/service-accounts`. */
export function collectionOf(kind: CreatedKind): string {
  return `/v1/${KINDS[kind].plural.replaceAll('_', '-')}`;
}

function kindsWith<Field extends keyof KindEntry>(field: Field): KindsWith<Field>[] {
  const kinds = Object.keys(KINDS) as Kind[];
  return kinds.filter((kind): kind is KindsWith<Field> & Kind => field in KINDS[kind]);
}
