import { formatPeriod } from '../domain/period';
import type { TeamPolicy } from './team-policy';

/** The tenant. It owns all its objects, and no object belongs to two teams. */
export interface Team extends TeamPolicy {
  readonly id: string;
  readonly name: string;
  /** While it is suspended, none of its keys is valid. */
  readonly suspendedAt: Date | null;
  /** Null if no configuration declares its policy. */
  readonly policyDeclaration: PolicyDeclaration | null;
  readonly createdAt: Date;
  readonly version: number;
}

/** The declaration of a team's policy by a Terraform configuration. */
export interface PolicyDeclaration {
  /** The stack that manages the policy; null if the request named none. */
  readonly stack: string | null;
  readonly declaredBy: string;
  readonly declaredAt: Date;
}

/** A team as the audit trail stores it. The wire format starts with the same fields. */
export function teamSnapshot(team: Team) {
  return {
    id: team.id,
    name: team.name,
    ...policySnapshot(team),
    suspended_at: team.suspendedAt?.toISOString() ?? null,
  };
}

/** The policies of the team for keys, as the trail and the wire name them. */
export function policySnapshot(policy: TeamPolicy) {
  const { maxKeyLifetimeSeconds, requireExpiry, allowedSecretDeliveries } = policy;
  return {
    max_key_lifetime: maxKeyLifetimeSeconds === null ? null : formatPeriod(maxKeyLifetimeSeconds),
    require_expiry: requireExpiry,
    allowed_secret_deliveries: allowedSecretDeliveries && [...allowedSecretDeliveries],
  };
}
