import { instantMs, isUnknown, string, type Unknown } from '../framework';
import { parsePeriodMs, samePeriod } from './period';

export const NEVER = 'never';

/** Keyplane keeps milliseconds: what is finer is no difference. */
export function sameExpiry(a: string, b: string): boolean {
  return a === b || expiryMs(a) === expiryMs(b);
}

export function expiryAttributes(absent: string) {
  return {
    expires_at: string.optionalComputed({
      description:
        'When the key expires: an RFC 3339 time, or `never`. Earlier is changed in place; later ' +
        `needs another key, and so replaces this one. ${absent}`,
      semanticallyEqual: sameExpiry,
    }),
    expires_in: string.optional({
      description:
        'For how long the key lives from its creation, as a whole number and a unit: `90s`, `15m`, ' +
        '`12h`, `30d` or `4w`. A shorter period is changed in place; a longer one replaces the key.',
      semanticallyEqual: samePeriod,
    }),
  };
}

/** What becomes of `expires_at` in a plan. */
export type ExpiryPlan =
  | { readonly kind: 'as-planned' }
  /** Known to Keyplane only: it counts the period. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'set'; readonly expiresAt: string }
  | { readonly kind: 'replace'; readonly from: string; readonly to: string };

export interface ExpiryRequest {
  readonly config: {
    readonly expires_at: string | null | Unknown;
    readonly expires_in: string | null | Unknown;
  };
  /** Null where a key will be created. */
  readonly prior: {
    readonly expires_at: string | null;
    readonly expires_in: string | null;
    readonly created_at: string | null;
    readonly state: string | null;
  } | null;
}

// Keyplane reads its clock once for the creation and once for the expiry.
const SAME_MOMENT_MS = 60_000;

/** An expiry moves earlier on the key itself; for a later one another key is due. */
export function planExpiry({ config, prior }: ExpiryRequest): ExpiryPlan {
  if (isUnknown(config.expires_at)) return { kind: 'as-planned' };
  if (config.expires_at === null && isUnknown(config.expires_in)) return { kind: 'unknown' };
  const from = prior?.expires_at ?? null;
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
  const isSameMoment = Math.abs(expiryMs(to) - expiryMs(from)) <= SAME_MOMENT_MS;
  if (isSameMoment && !isOtherPeriod) return { kind: 'as-planned' };
  if (isLater(to, from)) return { kind: 'replace', from, to };
  // It is over either way, and Keyplane moves it no more.
  return prior?.state === 'expired' ? { kind: 'as-planned' } : { kind: 'set', expiresAt: to };
}

export function describeReplacement({ from, to }: { from: string; to: string }) {
  const wanted = to === NEVER ? 'never' : `at ${to}`;
  return (
    `It expires at ${from} and is to expire ${wanted}. An expiry only moves earlier, so that a ` +
    'key never outlives what its owner was told; for a later one Terraform makes another key, with ' +
    'another secret, and revokes this one. With `create_before_destroy` the two overlap.'
  );
}

function planNever(from: string | null, isCreation: boolean): ExpiryPlan {
  if (isCreation || from === null) return { kind: 'set', expiresAt: NEVER };
  return from === NEVER ? { kind: 'as-planned' } : { kind: 'replace', from, to: NEVER };
}

function endOfPeriod(createdAt: string, period: string): string {
  return new Date(Date.parse(createdAt) + (parsePeriodMs(period) ?? Number.NaN)).toISOString();
}

export function isLater(a: string, b: string): boolean {
  return expiryMs(a) > expiryMs(b);
}

function expiryMs(text: string): number {
  return text === NEVER ? Number.POSITIVE_INFINITY : instantMs(text);
}
