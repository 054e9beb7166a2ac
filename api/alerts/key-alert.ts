import type { KeyFamily } from '../domain/secret';
import { shownTime } from '../domain/shown-time';
import type { ExpiringKey } from '../keys/expiring-keys';

/** How long before the expiry of a key the daily warnings begin (S5). */
export const WARNING_DAYS = 14;
/**
 * Members are still told about an expired key for this long, so that a Keyplane that was down catches up.
 */
export const CATCH_UP_DAYS = 7;

const DAY_MILLIS = 86_400_000;

/** Days until the expiry, rounded up; 0 once the key has expired. */
export function daysLeft(expiresAt: Date, now: Date): number {
  return Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / DAY_MILLIS));
}

/** Range of expiries for which an alert is due at `now`: after `from`, not after `to`. */
export function alertWindow(now: Date): { readonly from: Date; readonly to: Date } {
  return {
    from: new Date(now.getTime() - CATCH_UP_DAYS * DAY_MILLIS),
    to: new Date(now.getTime() + WARNING_DAYS * DAY_MILLIS),
  };
}

/**
 * Whether members are told at `now`. They are always told when a key has expired. They are warned in
 * advance only if the key was created with a lifetime longer than the warning period, because a person who
 * creates a key for one week knows that it expires soon.
 */
export function isTold({ createdAt, expiresAt, firstExpiresAt }: ExpiringKey, now: Date): boolean {
  if (daysLeft(expiresAt, now) === 0) return true;
  const meantMillis = (firstExpiresAt ?? expiresAt).getTime() - createdAt.getTime();
  return meantMillis > WARNING_DAYS * DAY_MILLIS;
}

/**
 * Names an occasion, about which each member is told only once: 14 days left, 13 days left, and so on, and
 * the expiry itself. If the expiry moves within the same day, that is not a new occasion.
 */
export function occasionOf({ id, expiresAt }: ExpiringKey, now: Date): string {
  return `key_expiry:${id}:${daysLeft(expiresAt, now)}`;
}

export interface KeyAlert {
  readonly subject: string;
  readonly text: string;
}

interface FamilyWords {
  readonly called: string;
  readonly replacement: string;
}

const WORDS: Readonly<Record<KeyFamily, FamilyWords>> = {
  application_key: {
    called: 'application key',
    replacement:
      'create another application key (in the console under Application keys, or by ' +
      'POST /v1/application-keys)',
  },
  service_account_key: {
    called: 'service account key',
    replacement:
      'create another key of the same service account (in the console under Service API keys, by ' +
      'POST /v1/service-account-keys, or as a keyplane_service_account_key in Terraform)',
  },
  token: {
    called: 'token',
    replacement:
      'create another token of the same service key (in the console under API keys, or by ' +
      'POST /v1/service-key-tokens)',
  },
};

/** Which key, whose key, when it expires and how to replace it. Never a secret. */
export function keyAlert(
  key: ExpiringKey,
  facts: { readonly owner: string; readonly team: string; readonly now: Date },
): KeyAlert {
  const { called, replacement } = WORDS[key.family];
  const label = key.name ?? key.description ?? key.id;
  const expiry = shownTime(key.expiresAt);
  const days = daysLeft(key.expiresAt, facts.now);
  const left = `in ${days} day${days === 1 ? '' : 's'}`;
  const name = `The ${called} "${label}" of ${facts.owner}`;
  const inTeam = `The ${called} "${label}" (${key.id}) of ${facts.owner} in the team "${facts.team}"`;
  const handOver =
    days === 0
      ? 'and give the new secret to every program that uses the old one.'
      : 'give the new secret to every program that uses the old one, and then revoke the old ' +
        `${called}.`;
  return {
    subject: oneLine(days === 0 ? `${name} has expired` : `${name} expires ${left}`),
    text: [
      days === 0
        ? `${inTeam} expired at ${expiry}. Every call with it is refused, and it can no longer be ` +
          'enabled or disabled.'
        : `${inTeam} expires at ${expiry}, ${left}. After that, every call with it is ` +
          'refused.',
      `To replace it, ${replacement}, ${handOver} Rotating the ${called} does not help, because ` +
        'it keeps its expiry.',
    ].join('\n\n'),
  };
}

/** A description may have several lines; a subject has one. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
