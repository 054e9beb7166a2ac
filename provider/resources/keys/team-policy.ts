import type { TeamPolicy } from '../../client';
import { type DiagnosticText, instantMs, isUnknown, type Unknown } from '../../terraform-plugin';
import type { SecretDelivery } from './delivery';
import { NEVER } from './expiry';
import { parsePeriodMs } from '../../definitions/period';

type Configured<T> = T | null | Unknown;

/** What a plan will create, as far as it is known. */
export interface PlannedByPolicy {
  /**
   * The expiry of a key that is created or replaced, or whose expiry moves. Undefined if the expiry
   * stays.
   */
  readonly expiry?: {
    readonly expires_at: Configured<string>;
    readonly expires_in: Configured<string>;
  };
  /** The delivery of a new secret. Undefined if there is none. */
  readonly delivery?: SecretDelivery | Unknown;
}

// The clocks of this machine and of Keyplane may differ.
const TOLERANCE_MS = 60_000;

/**
 * What Keyplane would refuse at apply: one text for each attribute. An unknown value may turn out
 * to be right.
 */
export function policyFaults(
  label: string,
  { expiry, delivery }: PlannedByPolicy,
  policy: TeamPolicy,
  now: Date,
): readonly DiagnosticText[] {
  const faults = [
    expiry === undefined ? undefined : expiryFault(label, expiry, policy, now),
    delivery === undefined ? undefined : deliveryFault(label, delivery, policy),
  ];
  return faults.filter((fault) => fault !== undefined);
}

function expiryFault(
  label: string,
  expiry: NonNullable<PlannedByPolicy['expiry']>,
  { max_key_lifetime: limit, require_expiry: isRequired }: TeamPolicy,
  now: Date,
): DiagnosticText | undefined {
  const { expires_at: at, expires_in: period } = expiry;
  if (isUnknown(at) || isUnknown(period)) return undefined;
  const attribute = period === null ? 'expires_at' : 'expires_in';
  const neverEnds = period === null && (at === null || at === NEVER);
  const atMost = limit === null ? '' : ` to at most ${limit} from the creation of the key`;
  const how = `Set \`expires_in\` or \`expires_at\`${atMost}.`;
  if (neverEnds) {
    if (!isRequired && limit === null) return undefined;
    return {
      summary: `${label} must expire: its team requires an expiry for every key`,
      detail: `The key would never expire, so Keyplane would refuse it. ${how}`,
      attribute,
    };
  }
  if (limit === null) return undefined;
  const limitMs = parsePeriodMs(limit) ?? Number.POSITIVE_INFINITY;
  const lifetimeMs =
    period === null
      ? instantMs(at ?? NEVER) - now.getTime() - TOLERANCE_MS
      : (parsePeriodMs(period) ?? 0);
  if (!(lifetimeMs > limitMs)) return undefined;
  return {
    summary: `${label} would live longer than its team allows`,
    detail: `Keys of this team may live at most ${limit}, so Keyplane would refuse this key. ${how}`,
    attribute,
  };
}

function deliveryFault(
  label: string,
  delivery: SecretDelivery | Unknown,
  { allowed_secret_deliveries: allowed }: TeamPolicy,
): DiagnosticText | undefined {
  if (allowed === null || isUnknown(delivery) || allowed.includes(delivery)) return undefined;
  const names = allowed.map((name) => `"${name}"`).join(' or ');
  return {
    summary: `${label} may not have secret_delivery = "${delivery}": its team does not allow that`,
    detail:
      `Keyplane would refuse the key. Set \`secret_delivery\` to ${names}. If you omit it, a ` +
      'recipient or a public key decides the delivery, and without them it is "plain".',
    attribute: 'secret_delivery',
  };
}
