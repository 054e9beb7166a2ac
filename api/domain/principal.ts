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

/** What authenticated a caller. `none`: a person at the machine, or somebody who is new, needs nothing. */
export type CallerCredential =
  | { readonly kind: 'key' | 'federated_identity' | 'none'; readonly id: string }
  | {
      readonly kind: 'session';
      readonly id: string;
      /** The application key from which the session descends; `null` if there is none. */
      readonly keyId: string | null;
      /** The session began with a passkey, which remains if the key is revoked, unless the key has leaked. */
      readonly outlivesKey?: true;
    };

interface PrincipalBase {
  readonly id: string;
  readonly name: string;
  readonly grant: Grant;
  /** For lineage and audit. */
  readonly credential: CallerCredential;
  /** Set for an access token with a scope, which may do nothing else. */
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
  /** Whether the operator lets it verify the keys of every team instead of only its own. */
  readonly verifiesEveryTeam?: boolean;
}

/**
 * A service key, acting through one of its shared tokens. It calls services and may do nothing in Keyplane.
 */
export interface ServiceKeyPrincipal extends PrincipalBase {
  readonly kind: 'service_key';
  readonly teamId: string;
}

/** The operator of Keyplane, outside of every team. */
export interface OperatorPrincipal extends PrincipalBase {
  readonly kind: 'operator';
  readonly teamId: null;
}

export type TeamPrincipal = MemberPrincipal | ServiceAccountPrincipal;
export type Principal = TeamPrincipal | ServiceKeyPrincipal | OperatorPrincipal;

/**
 * The caller and where the request comes from. Every use case gets this, and the audit trail records it.
 */
export interface Caller<P extends Principal = Principal> {
  readonly principal: P;
  readonly requestId: string;
  readonly ip: string;
  /** The Terraform stack and run on whose behalf the caller asks, if the caller names them. */
  readonly stack: string | null;
  readonly run: string | null;
}

export type TeamCaller = Caller<TeamPrincipal>;

/**
 * The key, or federated identity, that everything descends from that the caller creates. If that key leaks,
 * what was created in a session that began with it ends as well.
 */
export function lineageOf({ credential }: Principal): string | null {
  return credential.kind === 'session' ? credential.keyId : credential.id;
}

/** Who creates a key, for its lineage: a caller, or Keyplane itself at sign-up and first start. */
export interface Creator {
  readonly id: string;
  readonly keyId: string | null;
  /** The session of the caller, if its key need not work. */
  readonly sessionId?: string;
}

export function creatorOf(principal: Principal): Creator {
  const { id, credential } = principal;
  const outlivesKey = credential.kind === 'session' && credential.outlivesKey;
  return {
    id,
    keyId: lineageOf(principal),
    ...(outlivesKey && { sessionId: credential.id }),
  };
}

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
      `This needs the permission ${permission}, which "${caller.principal.name}" does not ` +
        'have.',
    );
  }
}

/** Does not name the permission, because granting it to a service account would not help. */
export function membersOnly(): Failure {
  return new Failure(
    'insufficient_permissions',
    'An application key belongs to a member. A service account cannot create or use one, ' +
      'whatever its roles are. Use a service account key instead.',
  );
}

/**
 * A caller cannot grant a permission that the caller does not have.
 * @param pointerOf the field in which the request would grant a permission; absent if no field does
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
      message: `This would grant ${permission}, which "${name}" does not have.`,
    }));
    throw new Failure(
      'role_escalation',
      `This would grant ${missing.join(', ')}, which "${name}" does not have. Ask somebody ` +
        'who has these permissions to do it.',
      pointerOf === undefined ? {} : { errors },
    );
  }
}

/**
 * A caller cannot create a member, or a member's key, with permissions that the caller does not have.
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
      `An ${role} has every permission of the platform's services, but ` +
      `"${caller.principal.name}" does not. Ask an owner or an admin to do it.`;
    throw new Failure('role_escalation', message, {
      errors: pointer === undefined ? [] : [{ pointer, code: 'permission_not_held', message }],
    });
  }
}
