import { Failure } from './failure';
import {
  grantOfTeamRole,
  holds,
  isMembersOnlyPermission,
  lacking,
  TEAM_ROLE_PERMISSIONS,
  type Grant,
  type KeyplanePermission,
  type TeamRole,
} from './permission';

interface PrincipalBase {
  readonly id: string;
  readonly name: string;
  readonly grant: Grant;
  /** The key, or the federated identity, that authenticated: for lineage and audit. */
  readonly keyId: string;
  /** An access token that was made for certain permissions: it does nothing that is not one of them. */
  readonly narrowed?: true;
}

export interface MemberPrincipal extends PrincipalBase {
  readonly kind: 'member';
  readonly teamId: string;
  readonly teamRole: TeamRole;
}

export interface ServiceAccountPrincipal extends PrincipalBase {
  readonly kind: 'service_account';
  readonly teamId: string;
  /** The operator lets it verify the keys of every team, not of its own alone. */
  readonly verifiesEveryTeam?: boolean;
}

/** A service key, by one of its shared tokens: it calls services and may do nothing in Keyplane. */
export interface ServiceKeyPrincipal extends PrincipalBase {
  readonly kind: 'service_key';
  readonly teamId: string;
}

/** Who runs Keyplane, outside every team. */
export interface OperatorPrincipal extends PrincipalBase {
  readonly kind: 'operator';
  readonly teamId: null;
}

export type TeamPrincipal = MemberPrincipal | ServiceAccountPrincipal;
export type Principal = TeamPrincipal | ServiceKeyPrincipal | OperatorPrincipal;

/** Who asks, and from where: what every use case is handed and the audit trail records. */
export interface Caller<P extends Principal = Principal> {
  readonly principal: P;
  readonly requestId: string;
  readonly ip: string;
  /** The Terraform stack and run on whose behalf this is asked, where the caller says so. */
  readonly stack: string | null;
  readonly run: string | null;
}

export type TeamCaller = Caller<TeamPrincipal>;

export function isTeamCaller(caller: Caller): caller is TeamCaller {
  const { kind } = caller.principal;
  return kind === 'member' || kind === 'service_account';
}

/** @throws Failure `insufficient_permissions` */
export function requirePermission(caller: Caller, permission: KeyplanePermission): void {
  if (!holds(caller.principal.grant, permission)) {
    if (caller.principal.kind === 'service_account' && isMembersOnlyPermission(permission)) {
      throw membersOnly();
    }
    throw new Failure(
      'insufficient_permissions',
      `This needs the permission ${permission}, which "${caller.principal.name}" does not hold.`,
    );
  }
}

/** Does not name the permission: granting it to a service account would not help. */
export function membersOnly(): Failure {
  return new Failure(
    'insufficient_permissions',
    'An application key belongs to a member. A service account cannot create or use one, whatever ' +
      'its roles: it has service account keys instead.',
  );
}

/**
 * A caller cannot grant a permission that the caller does not have.
 * @param pointerOf where the request would grant a permission; absent: no field of it does
 * @throws Failure `role_escalation`, naming what is lacking
 */
export function requireNoEscalation(
  caller: Caller,
  granted: Iterable<string>,
  pointerOf?: (permission: string) => string,
): void {
  const missing = lacking(caller.principal.grant, granted);
  if (missing.length > 0) {
    const { name } = caller.principal;
    const errors = missing.map((permission) => ({
      pointer: pointerOf?.(permission) ?? '',
      code: 'permission_not_held',
      message: `This would grant ${permission}, which "${name}" does not hold.`,
    }));
    throw new Failure(
      'role_escalation',
      `This would grant ${missing.join(', ')}, which "${name}" does not hold. ` +
        'Ask somebody who holds these permissions to do it.',
      pointerOf === undefined ? {} : { errors },
    );
  }
}

/**
 * Nobody makes a member, or a member's key, that may do what they may not.
 * @param pointer the field that names the team role, if the request has one
 * @throws Failure `role_escalation`
 */
export function requireMayGrantTeamRole(caller: Caller, role: TeamRole, pointer?: string): void {
  requireNoEscalation(
    caller,
    TEAM_ROLE_PERMISSIONS[role],
    pointer === undefined ? undefined : () => pointer,
  );
  if (
    grantOfTeamRole(role).everyServicePermission &&
    !caller.principal.grant.everyServicePermission
  ) {
    const message =
      `An ${role} holds every permission of the platform's services, and ` +
      `"${caller.principal.name}" does not. Ask an owner or an admin to do it.`;
    throw new Failure('role_escalation', message, {
      errors: pointer === undefined ? [] : [{ pointer, code: 'permission_not_held', message }],
    });
  }
}
