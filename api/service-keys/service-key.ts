import type { BillingPolicy } from '../catalog/service';
import type { AcceptedTerms } from '../domain/accepted-terms';
import { Failure, invalidField } from '../domain/failure';
import { holds } from '../domain/permission';
import type { TeamCaller } from '../domain/principal';
import { shownTime } from '../domain/shown-time';

export const SERVICE_KEY_PLANS = ['free', 'paid'] as const;

export type ServiceKeyPlan = (typeof SERVICE_KEY_PLANS)[number];

/** A service that the key may call, and how its calls are paid for (S3). */
export interface EnabledService {
  readonly serviceId: string;
  readonly billingPolicy: BillingPolicy;
  /** Empty if the policy is free: every model of the service. */
  readonly modelIds: readonly string[];
  /** The wallet that pays. It is set only if the policy is pay-as-you-go. */
  readonly walletId: string | null;
}

/** A team's permission to call the platform's services (S2, S3). */
export interface ServiceKey {
  readonly id: string;
  readonly teamId: string;
  readonly plan: ServiceKeyPlan;
  readonly name: string;
  readonly description: string | null;
  /** The newest version that was accepted. `null` for the free key until its first token is created. */
  readonly terms: AcceptedTerms | null;
  readonly memberIds: readonly string[];
  /**
   * The services that were chosen for a paid key. For the free key, every free service of the
   * current catalog.
   */
  readonly services: readonly EnabledService[];
  readonly revokedAt: Date | null;
  readonly revokedBy: string | null;
  readonly revokedReason: string | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly createdByKey: string | null;
  readonly version: number;
}

/**
 * S2: 2 to 64 letters of any script, digits, `_` and `-`, composed (NFC). Marks belong to their
 * letters. Some Chinese characters, such as the zero in dates, are not letters in Unicode, so the
 * pattern also names the script. ASCII is written out for tools that read patterns without Unicode.
 */
export const SERVICE_KEY_NAME = /^[A-Za-z0-9_\-\p{L}\p{M}\p{Nd}\p{Script=Han}]{2,64}$/u;

const UNMARKED = String.raw`A-Za-z0-9_\-\p{L}\p{Nd}\p{Script=Han}`;
/**
 * Marks, the vowels and final consonants of Korean, and a vowel of Kirat Rai. When a text is composed, these
 * become one character with the character before them.
 */
const JOINING = String.raw`\p{M}\u1161-\u1175\u11A8-\u11C2` + '\u{16D67}';

/**
 * The rule for a name as a request sends it, as far as a pattern can express it. A decomposed name can have more
 * than 64 characters, so a text with a combining mark may be longer. The limit is 256, because no composed
 * character consists of more than four.
 */
export const SENT_SERVICE_KEY_NAME = {
  pattern: `^(?:[${UNMARKED}]{2,64}|[${UNMARKED}]*[${JOINING}][${UNMARKED}${JOINING}]*)$`,
  minLength: 2,
  maxLength: 256,
} as const;

/** The name of every team's free key until somebody renames it. */
export const FREE_KEY_NAME = 'free';

/** @throws Failure `key_revoked` */
export function requireUnrevoked(key: ServiceKey): void {
  if (key.revokedAt === null) return;
  throw new Failure(
    'key_revoked',
    `The service key "${key.name}" was revoked at ${shownTime(key.revokedAt)}. Create ` +
      'another one.',
  );
}

/** @throws Failure `free_key_fixed` (S3) */
export function requirePaid(key: ServiceKey, what: string): void {
  if (key.plan === 'paid') return;
  throw new Failure('free_key_fixed', `${what} Create a paid service key for anything else.`);
}

/** A member with the role user sees only the service keys that they are assigned to. */
export function seesOnlyOwn({ principal }: TeamCaller): boolean {
  return principal.kind === 'member' && !holds(principal.grant, 'service_keys.update');
}

export function isVisibleTo(key: ServiceKey, caller: TeamCaller): boolean {
  return !seesOnlyOwn(caller) || key.memberIds.includes(caller.principal.id);
}

export interface AssignmentChange {
  readonly assigned: readonly string[];
  readonly unassigned: readonly string[];
}

export function assignmentChange(
  before: readonly string[],
  after: readonly string[],
): AssignmentChange {
  return {
    assigned: after.filter((id) => !before.includes(id)),
    unassigned: before.filter((id) => !after.includes(id)),
  };
}

/**
 * @throws Failure `invalid_request` naming the first person who is not a member of the team, or has
 * left it
 */
export function requireAllPresent(wanted: readonly string[], present: readonly string[]): void {
  const at = wanted.findIndex((id) => !present.includes(id));
  if (at < 0) return;
  const message =
    `The member ${wanted[at]} does not exist in this team, or has left it. Assign members ` +
    'who are invited or active.';
  throw invalidField(`/member_ids/${at}`, 'unknown_member', message);
}

/** A service key as the audit trail keeps it. */
export function serviceKeySnapshot(key: ServiceKey) {
  return {
    id: key.id,
    plan: key.plan,
    name: key.name,
    description: key.description,
    terms_version: key.terms?.version ?? null,
    member_ids: key.memberIds,
    services: key.plan === 'free' ? 'every free service' : key.services.map(serviceToWire),
    revoked_reason: key.revokedReason,
  };
}

export function serviceToWire(service: EnabledService) {
  return {
    service_id: service.serviceId,
    billing_policy: service.billingPolicy,
    model_ids: [...service.modelIds],
    wallet_id: service.walletId,
  };
}
