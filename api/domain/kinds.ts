/**
 * What each action allows, grouped by the lowest team role that has the permission. Every member
 * has the permissions of `user`. Only admins and owners have those of `admin`.
 */
export interface KindPermissions {
  readonly user?: Readonly<Record<string, string>>;
  readonly admin?: Readonly<Record<string, string>>;
}

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
  /**
   * A description of the kind, if it has a plural. The OpenAPI document shows it with the operations
   * of the kind.
   */
  readonly about?: string;
  /** The permissions of a kind that has a plural. */
  readonly permissions?: KindPermissions;
  /** For a family of keys: what its secrets begin with. They differ in the third letter. */
  readonly secretPrefix?: string;
}

/**
 * Every kind of object that has an ID. To add a kind, add an entry here. The list of permissions
 * that the API publishes is in this order.
 */
export const KINDS = {
  member: {
    prefix: 'mem',
    plural: 'members',
    about: 'The people of a team, their roles and their invitations.',
    permissions: {
      user: { read: 'List the members of the team.' },
      admin: {
        create: 'Invite members, and invite them again.',
        update: 'Change the names and team roles of members. Only an owner can change an owner.',
        delete: 'Remove other members from the team. All members may remove themselves.',
      },
    },
  },
  role: {
    prefix: 'role',
    plural: 'roles',
    about: 'Named sets of permissions for service accounts.',
    permissions: {
      user: { read: 'Read roles.' },
      admin: {
        create: 'Create roles that contain only permissions that you have.',
        update: 'Change roles, and add only permissions that you have.',
        delete: 'Delete roles that no service account has.',
      },
    },
  },
  group: {
    prefix: 'grp',
    plural: 'groups',
    about: 'Groups of members that subscribe to alerts.',
    permissions: {
      user: { read: 'Read groups, their members and their subscriptions.' },
      admin: {
        create: 'Create groups.',
        update: 'Change groups, their members and their subscriptions.',
        delete: 'Delete groups.',
      },
    },
  },
  application_key: {
    prefix: 'ak',
    plural: 'application_keys',
    about: 'Keys of members. A key acts with the permissions of its member.',
    secretPrefix: 'kpa',
    permissions: {
      user: {
        read: 'Read your own application keys.',
        create: 'Create application keys for yourself.',
        update: 'Change, enable or disable your own application keys.',
        rotate: 'Rotate your own application keys.',
        claim: 'Fetch a secret of your own application keys that was delivered by claim.',
        revoke: 'Revoke your own application keys.',
      },
    },
  },
  service_account: {
    prefix: 'sa',
    plural: 'service_accounts',
    about: 'Accounts for programs. A service account has its own roles and keys.',
    permissions: {
      user: { read: 'Read service accounts and their roles.' },
      admin: {
        create: 'Create service accounts.',
        update: 'Change, enable or disable service accounts, and change their roles.',
        delete: 'Delete service accounts with all their keys.',
      },
    },
  },
  service_account_key: {
    prefix: 'sak',
    plural: 'service_account_keys',
    about: 'Keys of service accounts: create, rotate, disable and revoke them.',
    secretPrefix: 'kps',
    permissions: {
      user: { read: 'Read keys of service accounts, but not their secrets.' },
      admin: {
        create: 'Create keys of service accounts.',
        update: 'Change, enable or disable keys of service accounts.',
        rotate: 'Rotate keys of service accounts.',
        claim:
          'Fetch a secret of a service account key that was delivered by claim, if you ' +
          'created the secret or are its named claimant.',
        revoke: 'Revoke keys of service accounts.',
      },
    },
  },
  federated_identity: {
    prefix: 'fid',
    plural: 'federated_identities',
    about: 'External OIDC issuers that a service account trusts, such as those of CI pipelines.',
    permissions: {
      user: { read: 'Read the external identities that service accounts trust.' },
      admin: {
        create: 'Let a service account trust an external identity.',
        update: 'Change, enable or disable federated identities.',
        delete: 'Stop trusting an external identity.',
      },
    },
  },
  service_key: {
    prefix: 'svk',
    plural: 'service_keys',
    about:
      'Service keys say which services a team may call, who may call them and which wallet pays.',
    permissions: {
      user: {
        read:
          'Read service keys. Members with the role user see only the service keys that they are ' +
          'assigned to.',
      },
      admin: {
        create: 'Create paid service keys.',
        update: 'Rename service keys, assign members to them and enable services.',
        revoke: 'Revoke paid service keys with all their tokens.',
      },
    },
  },
  token: {
    prefix: 'tok',
    plural: 'service_key_tokens',
    about:
      'Personal and shared tokens, with which members and applications call the services of a ' +
      'service key.',
    secretPrefix: 'kpt',
    permissions: {
      user: {
        read: 'Read your own personal tokens, but not their secrets.',
        create: 'Create personal tokens of service keys that you are assigned to.',
        update: 'Change, enable or disable your own personal tokens.',
        rotate: 'Rotate your own personal tokens.',
        claim:
          'Fetch a secret of a service key token that was delivered by claim, if you own the ' +
          'token, created the secret or are its named claimant.',
        revoke: 'Revoke your own personal tokens.',
      },
      admin: {
        manage:
          'Create shared tokens. With this permission, the other token permissions also apply ' +
          'to shared tokens and to tokens of other members.',
      },
    },
  },
  wallet: {
    prefix: 'wal',
    plural: 'wallets',
    about: 'Wallets hold the money of a team. Each wallet has a ledger of its credits and charges.',
    permissions: {
      admin: {
        read: 'Read wallets, their balances and their ledgers.',
        create: 'Create empty wallets.',
        update: 'Rename wallets.',
        delete: 'Delete wallets that are empty and that no service key pays from.',
      },
    },
  },
  team: { prefix: 'team' },
  notification: { prefix: 'ntf' },
  mail: { prefix: 'mail' },
  wallet_entry: { prefix: 'wen', noun: 'ledger entry' },
  audit_event: { prefix: 'evt' },
  operator: { prefix: 'op' },
  person: { prefix: 'per' },
  session: { prefix: 'ses' },
  passkey: { prefix: 'pky' },
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
