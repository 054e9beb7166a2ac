/** Keyplane's own permissions: a closed set. Every other name belongs to the platform's services. */
export const KEYPLANE_PERMISSIONS = [
  'teams.read',
  'teams.update',
  'members.read',
  'members.create',
  'members.update',
  'members.delete',
  'roles.read',
  'roles.create',
  'roles.update',
  'roles.delete',
  'groups.read',
  'groups.create',
  'groups.update',
  'groups.delete',
  'application_keys.read',
  'application_keys.create',
  'application_keys.update',
  'application_keys.rotate',
  'application_keys.claim',
  'application_keys.revoke',
  'service_accounts.read',
  'service_accounts.create',
  'service_accounts.update',
  'service_accounts.delete',
  'service_account_keys.read',
  'service_account_keys.create',
  'service_account_keys.update',
  'service_account_keys.rotate',
  'service_account_keys.claim',
  'service_account_keys.revoke',
  'federated_identities.read',
  'federated_identities.create',
  'federated_identities.update',
  'federated_identities.delete',
  'service_keys.read',
  'service_keys.create',
  'service_keys.update',
  'service_keys.revoke',
  'service_key_tokens.read',
  'service_key_tokens.create',
  'service_key_tokens.update',
  'service_key_tokens.rotate',
  'service_key_tokens.claim',
  'service_key_tokens.revoke',
  'service_key_tokens.manage',
  'wallets.read',
  'wallets.create',
  'wallets.update',
  'wallets.delete',
  'keys.verify',
  'audit_events.read',
] as const;

export type KeyplanePermission = (typeof KEYPLANE_PERMISSIONS)[number];

/**
 * Permissions that only members can use. An application key belongs to a member, so these permissions never
 * take effect for a service account. They only decide what the account may grant, such as a team role.
 */
export const MEMBERS_ONLY_PERMISSIONS = [
  'application_keys.read',
  'application_keys.create',
  'application_keys.update',
  'application_keys.rotate',
  'application_keys.claim',
  'application_keys.revoke',
] as const satisfies readonly KeyplanePermission[];

export type MembersOnlyPermission = (typeof MEMBERS_ONLY_PERMISSIONS)[number];

export function isMembersOnlyPermission(name: string): name is MembersOnlyPermission {
  return MEMBERS_ONLY_PERMISSIONS.some((permission) => permission === name);
}

/** `<resource>.<action>`, such as `reports.read`. */
export const PERMISSION_PATTERN = /^[a-z][a-z0-9_]{0,62}\.[a-z][a-z0-9_]{0,62}$/;

const OWN = new Set<string>(KEYPLANE_PERMISSIONS);
const OWN_RESOURCES = new Set(KEYPLANE_PERMISSIONS.map(resourceOf));

export function isKeyplanePermission(name: string): name is KeyplanePermission {
  return OWN.has(name);
}

/** Recognizes a typing error such as `service_accounts.raed`, which is not a permission of a service. */
export function isMisspelledKeyplanePermission(name: string): boolean {
  return OWN_RESOURCES.has(resourceOf(name)) && !OWN.has(name);
}

function resourceOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

export const TEAM_ROLES = ['owner', 'admin', 'user'] as const;

export type TeamRole = (typeof TEAM_ROLES)[number];

const USER_PERMISSIONS: readonly KeyplanePermission[] = [
  'teams.read',
  'members.read',
  'roles.read',
  'groups.read',
  'application_keys.read',
  'application_keys.create',
  'application_keys.update',
  'application_keys.rotate',
  'application_keys.claim',
  'application_keys.revoke',
  'service_accounts.read',
  'service_account_keys.read',
  'federated_identities.read',
  'service_keys.read',
  'service_key_tokens.read',
  'service_key_tokens.create',
  'service_key_tokens.update',
  'service_key_tokens.rotate',
  'service_key_tokens.claim',
  'service_key_tokens.revoke',
];

const ADMIN_PERMISSIONS = KEYPLANE_PERMISSIONS.filter(
  (permission) => permission !== 'teams.update',
);

/** The published matrix: team role → Keyplane's permissions. `GET /v1/permissions` answers with it. */
export const TEAM_ROLE_PERMISSIONS: Readonly<Record<TeamRole, readonly KeyplanePermission[]>> = {
  owner: KEYPLANE_PERMISSIONS,
  admin: ADMIN_PERMISSIONS,
  user: USER_PERMISSIONS,
};

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

/** Whether anything of Keyplane's can be changed with it. */
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
