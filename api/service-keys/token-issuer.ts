import type { AuditTrail } from '../domain/audit-trail';
import type { Clock } from '../domain/clock';
import { Failure, unknownReference } from '../domain/failure';
import { holds } from '../domain/permission';
import { requirePermission, type TeamCaller } from '../domain/principal';
import type { DeclaredRotation } from '../keys/declared-rotation';
import type { WantedDelivery } from '../keys/delivery/delivery';
import { decideExpiry, type WantedExpiry } from '../keys/expiry';
import type { IssuedKey, KeyService } from '../keys/key-service';
import { keySnapshot } from '../keys/key-snapshot';
import type { TeamPolicies } from '../teams/team-policy';
import { isVisibleTo, type ServiceKey } from './service-key';
import { decideTokenDelivery } from './token-delivery';

/** Personal: an assigned member's own (S3). Shared: made by owner or admin for an application. */
export const TOKEN_KINDS = ['personal', 'shared'] as const;

export type TokenKind = (typeof TOKEN_KINDS)[number];

export interface NewToken extends WantedExpiry {
  readonly kind: TokenKind;
  readonly name: string | null;
  readonly enabled: boolean;
  readonly rotation?: DeclaredRotation | null | undefined;
  readonly delivery: WantedDelivery;
}

/** Puts a token on a service key that the caller's unit of work holds. */
export interface TokenIssuer {
  /** @throws Failure `not_assigned`, `insufficient_permissions`, `lifetime_exceeds_team_limit` */
  issue(caller: TeamCaller, serviceKey: ServiceKey, token: NewToken): Promise<IssuedKey>;
}

export function createTokenIssuer(dependencies: {
  keys: Pick<KeyService, 'issue'>;
  policies: TeamPolicies;
  clock: Clock;
  audit: AuditTrail;
}): TokenIssuer {
  const { keys, policies, clock, audit } = dependencies;

  return {
    async issue(caller, serviceKey, token) {
      const { kind, name, enabled, expiresAt, expiresIn, delivery, rotation } = token;
      const { id: creatorId, keyId, teamId } = caller.principal;
      const owner = ownerOf(caller, serviceKey, kind);
      const unsaid = expiresAt === undefined && expiresIn === undefined;
      const wanted = unsaid ? { expiresAt: 'never' } : { expiresAt, expiresIn };
      const policy = await policies.policyOf(teamId);
      const expiryFrom = (createdAt: Date) => decideExpiry(wanted, policy, createdAt);
      // Refused before its delivery is judged.
      expiryFrom(clock.now());
      const issued = await keys.issue(
        { id: creatorId, keyId },
        {
          ...owner,
          family: 'token',
          teamId,
          serviceKeyId: serviceKey.id,
          name,
          description: null,
          expiresAt: expiryFrom,
          delivery: await decideTokenDelivery(caller, owner, delivery, policy),
          enabled,
          rotation,
        },
      );
      await audit.record(caller, {
        action: 'token.created',
        target: { kind: 'token', id: issued.key.id },
        after: keySnapshot(issued.key, clock.now()),
      });
      return issued;
    },
  };
}

function ownerOf(caller: TeamCaller, serviceKey: ServiceKey, kind: TokenKind) {
  const { principal } = caller;
  if (kind === 'shared') {
    // Whom it is not shown to learns nothing of it from a missing permission.
    if (!isVisibleTo(serviceKey, caller)) throw unknownReference('service key', '/service_key_id');
    requirePermission(caller, 'service_key_tokens.manage');
    return { ownerKind: 'service_key', ownerId: serviceKey.id } as const;
  }
  if (serviceKey.memberIds.includes(principal.id)) {
    return { ownerKind: 'member', ownerId: principal.id } as const;
  }
  if (!holds(principal.grant, 'service_keys.read') || !isVisibleTo(serviceKey, caller)) {
    throw unknownReference('service key', '/service_key_id');
  }
  const message =
    `A personal token is its member's own, and "${principal.name}" is no member assigned to ` +
    `"${serviceKey.name}". Assign them first, or make a shared token.`;
  throw new Failure('not_assigned', message, {
    errors: [{ pointer: '/kind', code: 'not_assigned', message }],
  });
}
