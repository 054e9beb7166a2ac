import {
  attributePath,
  type ConfigValidator,
  type DiagnosticText,
  instantMs,
  isUnknown,
  shownTime,
  string,
  type Unknown,
} from '../../terraform-plugin';
import { parsePeriodMs, periodText, samePeriod } from '../../definitions/period';

export const NEVER = 'never';

/** Keyplane keeps milliseconds, so finer differences do not count. */
export function sameExpiry(a: string, b: string): boolean {
  return a === b || expiryMs(a) === expiryMs(b);
}

export function expiryAttributes(absent: string) {
  return {
    expires_at: string.optionalComputed({
      description:
        'When the key expires: an RFC 3339 time, or `never`. An earlier time is changed in ' +
        `place. A later time replaces the key. ${absent}`,
      semanticallyEqual: sameExpiry,
      mayReplace: true,
    }),
    expires_in: string.optionalComputed({
      description:
        'Lifetime of the key, counted from its creation, as a whole number and a unit: `90s`, ' +
        '`15m`, `12h`, `30d` or `4w`. A shorter period is changed in place; a longer one ' +
        'replaces the key. An import computes it from the times at which the key was created and ' +
        'expires. An existing key may have both `expires_in` and `expires_at` if they name the ' +
        'same time.',
      semanticallyEqual: samePeriod,
      nullable: true,
      mayReplace: true,
    }),
  };
}

const BOTH = ['expires_at', 'expires_in'] as const;

/** For keys that must say when they expire. Whether both may be set is decided in the plan. */
export const requiresExpiry: ConfigValidator<(typeof BOTH)[number]> = {
  description: 'One of `expires_at` and `expires_in` must be set.',
  names: BOTH,
  check: (config) =>
    BOTH.some((name) => (config[name] ?? null) !== null)
      ? undefined
      : { summary: 'Missing attribute', detail: 'Set one of `expires_at` and `expires_in`.' },
};

/** A period and `never` cannot name the same time. */
export const noPeriodWithoutEnd: ConfigValidator<(typeof BOTH)[number]> = {
  description: 'A new key has at most one of `expires_at` and `expires_in`.',
  names: BOTH,
  check: ({ expires_at: at = null, expires_in: period = null }) =>
    at === NEVER && typeof period === 'string'
      ? {
          summary: 'Conflicting attributes',
          detail:
            'Only one of `expires_at` and `expires_in` may be set. `expires_at` is "never", and ' +
            `\`expires_in\` is "${period}". Remove one of them.`,
          attribute: attributePath('expires_in'),
        }
      : undefined,
};

const LONGEST_PERIOD_MS = 36_500 * 86_400_000;

/** Keys of earlier releases expire a few milliseconds off, because their clock was read twice. */
const CLOCK_READS_APART_MS = 10;

/**
 * The period from the creation of a key to its expiry, if it is a whole number of seconds. An imported
 * state gets it, so that a configuration with this period is not a change.
 */
export function lifetimeOf(key: {
  readonly created_at: string;
  readonly expires_at: string;
}): string | null {
  const exact = expiryMs(key.expires_at) - instantMs(key.created_at);
  const rounded = Math.round(exact / 1000) * 1000;
  const isWhole = Math.abs(exact - rounded) <= CLOCK_READS_APART_MS;
  return isWhole && rounded <= LONGEST_PERIOD_MS ? (periodText(rounded) ?? null) : null;
}

/**
 * Why a configuration with both attributes is refused; undefined if they name the same time. Terraform
 * generates such a configuration for an imported key.
 */
export function doubleExpiry({ config, prior }: ExpiryRequest): DiagnosticText | undefined {
  const { expires_at: at, expires_in: period } = config;
  if (typeof at !== 'string' || typeof period !== 'string') return undefined;
  const createdAt = prior?.created_at ?? null;
  const end = createdAt === null ? undefined : endOfPeriod(createdAt, period);
  if (end !== undefined && isSameMoment(end, at)) return undefined;
  const difference =
    end === undefined
      ? 'A new key has one expiry.'
      : `\`expires_in\` of "${period}" ends at ${shownTime(end)}, but \`expires_at\` is ${at}.`;
  return {
    summary: 'Conflicting attributes',
    detail: `Only one of \`expires_at\` and \`expires_in\` may be set. ${difference} Remove one of them.`,
    attribute: 'expires_in',
  };
}

/** What happens to `expires_at` in a plan. */
export type ExpiryPlan =
  | { readonly kind: 'as-planned' }
  /** Only Keyplane will know the time, because it counts the period. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'set'; readonly expiresAt: string }
  /**
   * The time is known only during the apply. By then, Terraform no longer turns an update into a
   * replacement.
   */
  | { readonly kind: 'replace-by-unknown'; readonly from: string }
  | {
      readonly kind: 'replace';
      readonly from: string;
      readonly to: string;
      /** Counted from the creation of the new key. */
      readonly period?: string;
    };

export interface ExpiryRequest {
  readonly config: {
    readonly expires_at: string | null | Unknown;
    readonly expires_in: string | null | Unknown;
  };
  /** Null if a key will be created. */
  readonly prior: {
    readonly expires_at: string | null;
    readonly expires_in: string | null;
    readonly created_at: string | null;
    readonly state: string | null;
  } | null;
}

// Keyplane reads its clock once for the creation and once for the expiry.
const SAME_MOMENT_MS = 60_000;

/** An expiry can move earlier on the key itself. A later expiry needs another key. */
export function planExpiry({ config, prior }: ExpiryRequest): ExpiryPlan {
  const from = prior?.expires_at ?? null;
  const isUnknownPeriod = config.expires_at === null && isUnknown(config.expires_in);
  if (isUnknown(config.expires_at) || isUnknownPeriod) {
    if (from !== null && from !== NEVER) return { kind: 'replace-by-unknown', from };
    return { kind: isUnknownPeriod ? 'unknown' : 'as-planned' };
  }
  if (config.expires_at !== null) {
    return from !== null && isLater(config.expires_at, from)
      ? { kind: 'replace', from, to: config.expires_at }
      : { kind: 'as-planned' };
  }
  if (typeof config.expires_in !== 'string') return planNever(from, prior === null);
  const createdAt = prior?.created_at ?? null;
  if (from === null || createdAt === null) return { kind: 'unknown' };
  const to = endOfPeriod(createdAt, config.expires_in);
  const before = prior?.expires_in ?? null;
  const isOtherPeriod = before !== null && !samePeriod(before, config.expires_in);
  if (isSameMoment(to, from) && !isOtherPeriod) return { kind: 'as-planned' };
  if (isLater(to, from)) return { kind: 'replace', from, to, period: config.expires_in };
  // The key has expired either way, and Keyplane no longer changes its expiry.
  return prior?.state === 'expired' ? { kind: 'as-planned' } : { kind: 'set', expiresAt: to };
}

export function describeReplacement({
  from,
  to,
  period,
}: Omit<Extract<ExpiryPlan, { kind: 'replace' }>, 'kind'>): string {
  const at = to === NEVER ? 'never' : `at ${to}`;
  const wanted = period === undefined ? at : `${period} after the new key is created`;
  return (
    `It expires at ${from}. The configuration asks for another expiry: ${wanted}. An expiry ` +
    'can only move earlier, so that a key never lives longer than its owner was told. For a ' +
    'later expiry, Terraform creates another key with another secret and revokes this one. ' +
    'With `create_before_destroy` the two overlap.'
  );
}

export function describeReplacementByUnknown(from: string): string {
  return (
    `It expires at ${from}, and its new expiry is known only during the apply. If that is ` +
    'later, only another key can have it, so Terraform creates another key with another ' +
    'secret and revokes this one. To keep this key if its expiry stays or moves earlier, ' +
    'first apply what the expiry depends on, for example with `-target`, and then plan again.'
  );
}

function planNever(from: string | null, isCreation: boolean): ExpiryPlan {
  if (isCreation || from === null) return { kind: 'set', expiresAt: NEVER };
  return from === NEVER ? { kind: 'as-planned' } : { kind: 'replace', from, to: NEVER };
}

function endOfPeriod(createdAt: string, period: string): string {
  return new Date(Date.parse(createdAt) + (parsePeriodMs(period) ?? Number.NaN)).toISOString();
}

function isSameMoment(a: string, b: string): boolean {
  return Math.abs(expiryMs(a) - expiryMs(b)) <= SAME_MOMENT_MS;
}

export function isLater(a: string, b: string): boolean {
  return expiryMs(a) > expiryMs(b);
}

function expiryMs(text: string): number {
  return text === NEVER ? Number.POSITIVE_INFINITY : instantMs(text);
}
