import { Failure, invalidField } from '../domain/failure';
import { parsePeriodSeconds } from '../domain/period';
import { shownTime } from '../domain/shown-time';
import { requireAllowedExpiry, type TeamPolicy } from '../teams/team-policy';

/** As in the request: a time, a period from now, or never, which must be explicit. */
export interface WantedExpiry {
  readonly expiresAt?: string | undefined;
  readonly expiresIn?: string | undefined;
}

/**
 * @returns when the key expires; `null`: never
 * @throws Failure `invalid_request` if neither or both are given, or the time has passed;
 * `expiry_required_by_team`, `lifetime_exceeds_team_limit`
 */
export function decideExpiry(wanted: WantedExpiry, policy: TeamPolicy, now: Date): Date | null {
  const expiresAt = wantedInstant(wanted, now);
  if (expiresAt !== null) requireFuture(expiresAt, now);
  const pointer = wanted.expiresIn === undefined ? '/expires_at' : '/expires_in';
  requireAllowedExpiry(policy, expiresAt, now, pointer);
  return expiresAt;
}

/**
 * The expiry must be in the future. To end a key immediately, revoke it.
 * @throws Failure `invalid_request`
 */
export function requireFuture(expiresAt: Date, now: Date): void {
  if (expiresAt > now) return;
  throw invalidField(
    '/expires_at',
    'expiry_in_past',
    `expires_at must be in the future. The key would have expired at ${shownTime(expiresAt)}.`,
  );
}

/**
 * An expiry can only move earlier. A later expiry needs another key.
 * @throws Failure `expiry_not_earlier`
 */
export function decideEarlierExpiry(
  current: Date | null,
  wanted: string,
): { changed: boolean; expiresAt: Date | null } {
  const expiresAt = wanted === 'never' ? null : new Date(wanted);
  if (sameInstant(current, expiresAt)) return { changed: false, expiresAt };
  if (expiresAt === null || (current !== null && expiresAt > current)) {
    throw new Failure(
      'expiry_not_earlier',
      `The key expires at ${current === null ? 'never' : shownTime(current)}, and an expiry can only move earlier. ` +
        'To get a later expiry, create another key.',
      {
        errors: [
          {
            pointer: '/expires_at',
            code: 'expiry_not_earlier',
            message: 'The new expiry must be earlier than the current one.',
          },
        ],
      },
    );
  }
  return { changed: true, expiresAt };
}

/** How long the old secret remains valid after a rotation. If absent, it ends immediately. */
export function overlapSecondsOf(overlap: string | undefined): number {
  return overlap === undefined ? 0 : (parsePeriodSeconds(overlap) ?? 0);
}

/**
 * The end of an overlap (S3) or of a claim window: now plus this period, but no later than the end
 * of the key.
 */
export function endAfter(
  { expiresAt }: { readonly expiresAt: Date | null },
  from: Date,
  seconds: number,
): Date {
  const end = new Date(from.getTime() + seconds * 1000);
  return expiresAt !== null && expiresAt < end ? expiresAt : end;
}

function wantedInstant({ expiresAt, expiresIn }: WantedExpiry, now: Date): Date | null {
  if (expiresAt !== undefined && expiresIn !== undefined) {
    throw invalidField(
      '/expires_in',
      'conflicting_fields',
      'The request has both expires_at and expires_in. Give one of them.',
    );
  }
  if (expiresAt !== undefined) return expiresAt === 'never' ? null : new Date(expiresAt);
  const seconds = expiresIn === undefined ? undefined : parsePeriodSeconds(expiresIn);
  if (seconds === undefined) {
    throw invalidField(
      '/expires_at',
      'expiry_required',
      'The key needs an expiry. Give expires_at (a time, or "never") or expires_in (such as "30d").',
    );
  }
  return new Date(now.getTime() + seconds * 1000);
}

function sameInstant(a: Date | null, b: Date | null): boolean {
  return a?.getTime() === b?.getTime();
}
