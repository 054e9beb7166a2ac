import { CREATED_KINDS, type CreatedKind, type KindPermissions, KINDS } from './kinds';

/** The actions that need a permission, such as `read` for roles. */
type ActionOf<K extends CreatedKind> = ActionIn<(typeof KINDS)[K]['permissions']>;
type ActionIn<P> = { [Role in keyof P]: keyof P[Role] & string }[keyof P];

/** A permission of a kind: `roles.read`. */
type KindPermission = {
  [K in CreatedKind]: `${(typeof KINDS)[K]['plural']}.${ActionOf<K>}`;
}[CreatedKind];

/** The permissions of all kinds: which team role has each, and what it allows. */
const KIND_PERMISSIONS = CREATED_KINDS.flatMap((kind) => {
  const { plural, permissions } = KINDS[kind];
  return Object.entries<Readonly<Record<string, string>>>(permissions).flatMap(([role, texts]) =>
    Object.entries(texts).map(([action, text]) => ({
      name: `${plural}.${action}` as KindPermission,
      lowestRole: role as keyof KindPermissions,
      text,
    })),
  );
});

/**
 * Permissions that do not belong to a kind that a run creates. The permissions of the other kinds
 * are in `kinds.ts`.
 */
const TEAM_PERMISSIONS = [
  { name: 'teams.read', lowestRole: 'user', text: 'Read your own team.' },
  {
    name: 'teams.update',
    lowestRole: 'owner',
    text: 'Rename your own team, and change its policies for keys.',
  },
] as const;
const OTHER_PERMISSIONS = [
  {
    name: 'keys.verify',
    lowestRole: 'admin',
    text: 'Ask whether a key of the team is valid and what it may do.',
  },
  {
    name: 'audit_events.read',
    lowestRole: 'admin',
    text: 'Read the audit trail of the team.',
  },
] as const;

export type KeyplanePermission =
  KindPermission | (typeof TEAM_PERMISSIONS | typeof OTHER_PERMISSIONS)[number]['name'];

/** What is published of a permission. */
interface PublishedPermission {
  readonly name: KeyplanePermission;
  /** The lowest team role that has it. */
  readonly lowestRole: TeamRole;
  /** What it allows. */
  readonly text: string;
}

/** In the order of the list that the API publishes. */
export const PUBLISHED_PERMISSIONS: readonly PublishedPermission[] = [
  ...TEAM_PERMISSIONS,
  ...KIND_PERMISSIONS,
  ...OTHER_PERMISSIONS,
];

/** Keyplane's own permissions: a closed set. Every other name belongs to the platform's services. */
export const KEYPLANE_PERMISSIONS: readonly KeyplanePermission[] = PUBLISHED_PERMISSIONS.map(
  ({ name }) => name,
);

/** `<resource>.<action>`, such as `reports.read`. */
export const PERMISSION_PATTERN = /^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$/;

const OWN = new Set<string>(KEYPLANE_PERMISSIONS);
const OWN_RESOURCES = new Set(KEYPLANE_PERMISSIONS.map(resourceOf));

export function isKeyplanePermission(name: string): name is KeyplanePermission {
  return OWN.has(name);
}

/** Recognizes a typo such as `service_accounts.raed`, which is not a permission of a service. */
export function isMisspelledKeyplanePermission(name: string): boolean {
  return OWN_RESOURCES.has(resourceOf(name)) && !OWN.has(name);
}

function resourceOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/**
 * Permissions that only members can use. An application key belongs to a member, so these permissions never
 * take effect for a service account. They only decide what the account may grant, such as a team role.
 */
export type MembersOnlyPermission = Extract<KeyplanePermission, `application_keys.${string}`>;

export const MEMBERS_ONLY_PERMISSIONS = KEYPLANE_PERMISSIONS.filter(isMembersOnlyPermission);

export function isMembersOnlyPermission(name: string): name is MembersOnlyPermission {
  return isKeyplanePermission(name) && resourceOf(name) === 'application_keys';
}

/**
 * The team roles, from the highest to the lowest. Each has every permission of Keyplane that a
 * lower one has.
 */
export const TEAM_ROLES = ['owner', 'admin', 'user'] as const;

export type TeamRole = (typeof TEAM_ROLES)[number];

/** The published matrix: team role → Keyplane's permissions. `GET /v1/permissions` answers with it. */
export const TEAM_ROLE_PERMISSIONS: Readonly<Record<TeamRole, readonly KeyplanePermission[]>> = {
  owner: KEYPLANE_PERMISSIONS,
  admin: permissionsOf('admin'),
  user: permissionsOf('user'),
};

function permissionsOf(role: TeamRole): readonly KeyplanePermission[] {
  const rank = TEAM_ROLES.indexOf(role);
  return PUBLISHED_PERMISSIONS.filter(
    ({ lowestRole }) => TEAM_ROLES.indexOf(lowestRole) >= rank,
  ).map(({ name }) => name);
}

/** What a principal may do. Owners and admins hold every permission of the platform's services. */
export interface Grant {
  readonly permissions: ReadonlySet<string>;
  readonly everyServicePermission: boolean;
}

export const NO_GRANT: Grant = { permissions: new Set(), everyServicePermission: false };

export function grantOfTeamRole(role: TeamRole): Grant {
  return {
    permissions: new Set(TEAM_ROLE_PERMISSIONS[role]),
    everyServicePermission: role !== 'user',
  };
}

export function holds(grant: Grant, permission: string): boolean {
  if (grant.permissions.has(permission)) return true;
  return grant.everyServicePermission && !isKeyplanePermission(permission);
}

const WRITES = /\.(create|update|rotate|revoke|delete)$/;

/** Whether it allows its holder to change anything in Keyplane. */
export function mayChangeSomething({ permissions }: Grant): boolean {
  return [...permissions].some((name) => isKeyplanePermission(name) && WRITES.test(name));
}

/** The permissions of `wanted` that `grant` lacks. If there are any, the request is an escalation. */
export function lacking(grant: Grant, wanted: Iterable<string>): string[] {
  const lacked: string[] = [];
  for (const permission of wanted) {
    if (!holds(grant, permission) && !lacked.includes(permission)) lacked.push(permission);
  }
  return lacked.sort();
}
