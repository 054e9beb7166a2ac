import type { AcceptedTerms } from '../domain/accepted-terms';
import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import { Failure, unknownReference } from '../domain/failure';
import { holds } from '../domain/permission';
import { creatorOf, requirePermission, type TeamCaller } from '../domain/principal';
import type { NewKeyOwner, NewKeyRequest } from '../keys/family/key-family';
import type { Key } from '../keys/key';
import type { KeyService } from '../keys/key-service';
import { isVisibleTo, requireUnrevoked, type ServiceKey } from './service-key';
import type { ServiceKeyStore } from './service-key-store';
import { acceptanceOf, type CurrentTerms } from './terms';

/**
 * Personal: belongs to an assigned member (S3). Shared: created by an owner or admin for an application.
 */
export const TOKEN_KINDS = ['personal', 'shared'] as const;

export type TokenKind = (typeof TOKEN_KINDS)[number];

/** What revoking an abandoned service key needs to know about its tokens. */
export interface TokenLocks {
  /** Locked in order of ID until the unit of work ends. */
  lockUnrevokedOn(serviceKeyId: string): Promise<readonly Key[]>;
}

export interface NewTokenRequest extends NewKeyRequest {
  readonly serviceKeyId: string;
  readonly kind: TokenKind;
  /** The accepted version of the terms, required unless it was accepted for the service key before. */
  readonly acceptTerms: string | undefined;
}

/** @throws Failure `not_assigned`, `insufficient_permissions` */
export function tokenOwner(
  caller: TeamCaller,
  serviceKey: ServiceKey,
  kind: TokenKind,
): NewKeyOwner['owner'] {
  const { principal } = caller;
  const serviceKeyId = serviceKey.id;
  if (kind === 'shared') {
    // A caller who may not see the service key learns nothing about it from a missing permission.
    if (!isVisibleTo(serviceKey, caller)) throw unknownReference('service key', '/service_key_id');
    requirePermission(caller, 'service_key_tokens.manage');
    return { ownerKind: 'service_key', ownerId: serviceKeyId, serviceKeyId };
  }
  if (serviceKey.memberIds.includes(principal.id)) {
    return { ownerKind: 'member', ownerId: principal.id, serviceKeyId };
  }
  if (!holds(principal.grant, 'service_keys.read') || !isVisibleTo(serviceKey, caller)) {
    throw unknownReference('service key', '/service_key_id');
  }
  const message =
    'A personal token belongs to a member who is assigned to its service key, and ' +
    `"${principal.name}" is not assigned to "${serviceKey.name}". Assign them first, or ` +
    'create a shared token.';
  throw new Failure('not_assigned', message, {
    errors: [{ pointer: '/kind', code: 'not_assigned', message }],
  });
}

export interface TokenDependencies {
  readonly store: Pick<ServiceKeyStore, 'findForUpdate' | 'update'>;
  readonly keys: Pick<KeyService, 'lockCreator'>;
  readonly clock: Clock;
  readonly audit: AuditTrail;
  readonly terms: CurrentTerms;
}

/**
 * Locks the service key that the token is to belong to.
 * @throws Failure as `tokenOwner`, `key_revoked`, `terms_not_accepted`
 */
export function createTokenOwners({ store, keys, clock, audit, terms }: TokenDependencies) {
  async function recordAcceptance(
    caller: TeamCaller,
    serviceKey: ServiceKey,
    accepted: AcceptedTerms,
  ): Promise<void> {
    await store.update(serviceKey.id, { terms: accepted });
    await audit.record(caller, {
      action: 'service_key.terms_accepted',
      target: { kind: 'service_key', id: serviceKey.id },
      before: { terms_version: serviceKey.terms?.version ?? null },
      after: { terms_version: accepted.version },
    });
  }

  return async (caller: TeamCaller, request: NewTokenRequest): Promise<NewKeyOwner> => {
    const { teamId } = caller.principal;
    // The member is locked before the service key, in the same order as when a member leaves.
    // Otherwise the two units of work could wait for each other.
    await keys.lockCreator(creatorOf(caller.principal));
    // Unassigning takes the same lock, so it misses no token that is being created.
    const serviceKey = await store.findForUpdate(teamId, request.serviceKeyId);
    if (serviceKey === undefined) throw unknownReference('service key', '/service_key_id');
    const owner = tokenOwner(caller, serviceKey, request.kind);
    requireUnrevoked(serviceKey);
    const accepted = acceptanceOf(
      terms.current(),
      { version: request.acceptTerms, by: caller.principal.id, at: clock.now() },
      serviceKey.terms,
    );
    return {
      owner: { ...owner, terms: accepted },
      async onCreated() {
        if (serviceKey.terms?.version === accepted.version) return;
        await recordAcceptance(caller, serviceKey, accepted);
      },
    };
  };
}
