import type { AuditTrail } from '../../domain/audit-trail';
import type { Clock } from '../../domain/clock';
import { creatorOf, type TeamCaller } from '../../domain/principal';
import type { TeamPolicies } from '../../teams/team-policy';
import { decideDelivery } from '../delivery/delivery';
import { decideExpiry } from '../expiry';
import type { IssuedKey, KeyService } from '../key-service';
import { keySnapshot } from '../key-snapshot';
import type { KeyFamilyFacts, NewKeyOwner, NewKeyRequest } from './key-family';

/** Issues keys of one family, within the caller's unit of work. */
export interface KeyIssuer {
  /**
   * Judges the request. The function that it returns issues the key.
   * @throws Failure `invalid_request`, `expiry_required_by_team`, `lifetime_exceeds_team_limit`,
   * `secret_delivery_not_allowed`
   */
  judge(
    caller: TeamCaller,
    owner: NewKeyOwner['owner'],
    request: NewKeyRequest,
  ): Promise<() => Promise<IssuedKey>>;
  /**
   * Judges and issues.
   * @throws Failure as `judge`
   */
  issue(
    caller: TeamCaller,
    owner: NewKeyOwner['owner'],
    request: NewKeyRequest,
  ): Promise<IssuedKey>;
}

export interface KeyIssuerDependencies {
  readonly keys: Pick<KeyService, 'issue'>;
  readonly policies: TeamPolicies;
  readonly clock: Clock;
  readonly audit: AuditTrail;
}

export function createKeyIssuer(
  family: Pick<KeyFamilyFacts<NewKeyRequest, never, never>, 'kind' | 'expiry' | 'decideDelivery'>,
  { keys, policies, clock, audit }: KeyIssuerDependencies,
): KeyIssuer {
  const { kind, expiry } = family;
  const deliveryOf = deliveryRuleOf(family);

  const judge: KeyIssuer['judge'] = async (caller, owner, request) => {
    const { teamId } = caller.principal;
    const { name = null, description = null, enabled, rotation } = request;
    const policy = await policies.policyOf(teamId);
    const isUnsaid = request.expiresAt === undefined && request.expiresIn === undefined;
    const wanted = isUnsaid && expiry === 'optional' ? { expiresAt: 'never' } : request;
    const expiresAt = (createdAt: Date) => decideExpiry(wanted, policy, createdAt);
    expiresAt(clock.now());
    const delivery = await deliveryOf(caller, owner, request.delivery, policy);

    return async () => {
      const facts = { ...owner, family: kind, teamId, name, description };
      const issued = await keys.issue(creatorOf(caller.principal), {
        ...facts,
        delivery,
        expiresAt,
        enabled,
        rotation,
      });
      await audit.record(caller, {
        action: `${kind}.created`,
        target: { kind, id: issued.key.id },
        after: keySnapshot(issued.key, clock.now()),
      });
      return issued;
    };
  };

  return {
    judge,
    issue: async (...request) => (await judge(...request))(),
  };
}

/** The family's own rule, or the rule of every key. */
export function deliveryRuleOf({
  decideDelivery: own,
}: Pick<KeyFamilyFacts<NewKeyRequest, never, never>, 'decideDelivery'>) {
  return own ?? decideAlone;
}

const decideAlone: NonNullable<KeyFamilyFacts<NewKeyRequest, never, never>['decideDelivery']> = (
  _caller,
  _owner,
  wanted,
  policy,
  unsaid,
) => decideDelivery(wanted, policy, unsaid);
