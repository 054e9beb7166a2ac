import { Failure } from '../domain/failure';
import { formatPeriod } from '../domain/period';
import { shownTime } from '../domain/shown-time';
import type { SecretDelivery } from '../domain/secret-delivery';

/**
 * What a team requires of every key that is created from now on. Existing keys stay as they are.
 * The first application keys, which Keyplane creates for a person who creates or joins a team, are
 * exempt from all policies except the limit of the lifetime. Otherwise nobody could join a strict
 * team.
 */
export interface TeamPolicy {
  /** `null` if a key may have no expiry. */
  readonly maxKeyLifetimeSeconds: number | null;
  /** Whether every key must have an expiry. */
  readonly requireExpiry: boolean;
  /** Never empty. `null` if every one is allowed. */
  readonly allowedSecretDeliveries: readonly SecretDelivery[] | null;
}

/** What counts for keys that belong to no team. */
export const NO_LIMITS: TeamPolicy = {
  maxKeyLifetimeSeconds: null,
  requireExpiry: false,
  allowedSecretDeliveries: null,
};

export interface TeamPolicies {
  policyOf(teamId: string): Promise<TeamPolicy>;
}

/**
 * @param pointer the field that says how long the key lives
 * @throws Failure `expiry_required_by_team`, `lifetime_exceeds_team_limit`, at that field
 */
export function requireAllowedExpiry(
  policy: TeamPolicy,
  expiresAt: Date | null,
  now: Date,
  pointer: '/expires_at' | '/expires_in' = '/expires_at',
): void {
  if (expiresAt === null && policy.requireExpiry) {
    throw refused(
      'expiry_required_by_team',
      pointer,
      'Every key of this team must expire. Give expires_at as a time, or expires_in.',
    );
  }
  const limit = policy.maxKeyLifetimeSeconds;
  if (limit === null) return;
  if (expiresAt === null || expiresAt.getTime() > now.getTime() + limit * 1000) {
    throw refused(
      'lifetime_exceeds_team_limit',
      pointer,
      `Keys of this team live at most ${formatPeriod(limit)}, but this key would live ` +
        `${expiresAt === null ? 'forever' : `until ${shownTime(expiresAt)}`}. Choose an ` +
        'earlier expiry.',
    );
  }
}

/** @throws Failure `secret_delivery_not_allowed`, at `/secret_delivery` */
export function requireAllowedDelivery(policy: TeamPolicy, delivery: SecretDelivery): void {
  const allowed = policy.allowedSecretDeliveries;
  if (allowed === null || allowed.includes(delivery)) return;
  throw refused(
    'secret_delivery_not_allowed',
    '/secret_delivery',
    `The team does not allow secret_delivery "${delivery}" for its keys. Choose ` +
      `${allowed.map((name) => `"${name}"`).join(' or ')}.`,
  );
}

function refused(
  code: 'expiry_required_by_team' | 'lifetime_exceeds_team_limit' | 'secret_delivery_not_allowed',
  pointer: string,
  message: string,
): Failure {
  return new Failure(code, message, { errors: [{ pointer, code, message }] });
}
