import type { Key } from '../../client';
import {
  type DiagnosticCollector,
  type Gone,
  gone,
  isUnknown,
  shortInstant,
  shownTime,
  type Unknown,
} from '../../terraform-plugin';
import {
  describeReplacement,
  doubleExpiry,
  type ExpiryRequest,
  lifetimeOf,
  planExpiry,
  sameExpiry,
} from './expiry';
import type { RememberedRotation } from './rotation';
import { describeRevocation } from '../../definitions/revocation';
import { withId } from '../protection/threat';

export interface KeySettings {
  readonly enabled: boolean | null;
  readonly rotation: RememberedRotation | null;
  readonly expires_at: string | null | Unknown;
}

/** What Keyplane says of a key beside its secret, whatever owns it. */
export function keyFacts(key: Key) {
  const { id, enabled, client_id, state, created_at, created_by } = key;
  const expires_at = shortInstant(key.expires_at);
  return { id, enabled, client_id, state, expires_at, created_at, created_by };
}

/** As the state has it. After an import: counted from what Keyplane has. */
export function lifetimeIn(
  state: { readonly expires_in: string | null; readonly secret_version: number | null },
  key: Key,
): string | null {
  return state.secret_version === null ? lifetimeOf(key) : state.expires_in;
}

/** The key is gone from the state where it was revoked; an expired one stays, with a word of advice. */
export function judgeKey(
  label: string,
  key: Key,
  { recreate_if_expired: isRecreated }: { readonly recreate_if_expired: boolean | null },
  diagnostics: DiagnosticCollector,
): Gone | undefined {
  if (key.revocation !== null) {
    return gone({
      summary: `${withId({ label, id: key.id })} was revoked`,
      detail:
        `${describeRevocation(key.id, key.revocation)}. The plan creates another key, with another ` +
        'client ID and secret; remove it from the configuration if it is to stay revoked.',
    });
  }
  // If it is recreated, the plan says so.
  if (key.state === 'expired' && isRecreated !== true) {
    diagnostics.warning({
      summary: `${withId({ label, id: key.id })} has expired`,
      detail:
        `${key.id} expired at ${shownTime(key.expires_at)} and is no longer accepted. Replace it with ` +
        '`terraform apply -replace`, a later `expires_at` or a longer `expires_in`. To have expired ' +
        'keys replaced by every apply, set `recreate_if_expired = true`.',
    });
  }
  return undefined;
}

export function goneWithoutTrace(label: string, id: string): Gone {
  return gone({
    summary: `${withId({ label, id })} is gone`,
    detail:
      `Keyplane knows no key ${id} any more: it was revoked more than 90 days ago, ` +
      'Keyplane was restored from an older backup, or this is another Keyplane. The plan creates another key, with another client ID and secret.',
  });
}

export interface ExpiryPlanEditor {
  readonly changed: ReadonlySet<string>;
  readonly requiresReplace: boolean;
  set(name: 'expires_at' | 'expires_in', value: string | null): void;
  markUnknown(name: 'expires_at'): void;
  requireReplace(name: 'expires_at'): void;
}

/** Plans what Keyplane's rules on expired keys and on expiries allow. */
export function planKeyExpiry(
  label: string,
  request: {
    readonly config: ExpiryRequest['config'];
    readonly priorState: ExpiryRequest['prior'];
  },
  plan: ExpiryPlanEditor,
  diagnostics: DiagnosticCollector,
): void {
  const prior = request.priorState;
  const fault = doubleExpiry({ config: request.config, prior });
  if (fault !== undefined) {
    diagnostics.error(fault);
    return;
  }
  const expiry = planExpiry({ config: request.config, prior });
  switch (expiry.kind) {
    case 'as-planned':
      break;
    case 'unknown':
      plan.markUnknown('expires_at');
      break;
    case 'set':
      plan.set('expires_at', shortInstant(expiry.expiresAt));
      break;
    case 'replace':
      if (request.config.expires_at === null && request.config.expires_in === null) {
        plan.set('expires_at', expiry.to);
      }
      plan.requireReplace('expires_at');
      diagnostics.warning({
        summary: `${label} will be replaced for a later expiry`,
        detail: describeReplacement(expiry),
        attribute: request.config.expires_in === null ? 'expires_at' : 'expires_in',
      });
  }
  // The period that the state knows holds as long as the expiry stays.
  const keepsPeriod = prior !== null && !plan.requiresReplace && !plan.changed.has('expires_at');
  if (request.config.expires_in === null && !keepsPeriod) plan.set('expires_in', null);
  if (prior?.state === 'expired' && plan.changed.has('enabled') && !plan.requiresReplace) {
    diagnostics.error({
      summary: `${label} has expired`,
      detail:
        'An expired key can be neither enabled nor disabled. Leave `enabled` as it was, or replace ' +
        'the key with a later `expires_at`, a longer `expires_in` or `terraform apply -replace`.',
      attribute: 'enabled',
    });
  }
}

/** Only what changes: an expired key accepts another name, though no other expiry. */
export function keyChanges(plan: KeySettings, state: KeySettings) {
  const { enabled, expires_at } = plan;
  const keepsExpiry =
    expires_at === null ||
    isUnknown(expires_at) ||
    (typeof state.expires_at === 'string' && sameExpiry(expires_at, state.expires_at));
  return {
    ...(enabled === null || enabled === state.enabled ? {} : { enabled }),
    ...(keepsExpiry ? {} : { expires_at }),
    ...changedRotation(plan.rotation, state.rotation),
  };
}

type Periods = Omit<RememberedRotation, 'when_changed'>;

/** What Keyplane keeps of a rotation, so that an import finds it again. */
export function keptRotation(rotation: RememberedRotation | null): Periods | null {
  if (rotation === null) return null;
  const { every, overlap, early_window } = rotation;
  const isNothing = every === null && overlap === null && early_window === null;
  return isNothing ? null : { every, overlap, early_window };
}

/** For the body of a create. */
export function declaredRotation({ rotation }: { readonly rotation: RememberedRotation | null }) {
  const kept = keptRotation(rotation);
  return kept === null ? {} : { rotation: kept };
}

function changedRotation(planned: RememberedRotation | null, before: RememberedRotation | null) {
  const [rotation, kept] = [keptRotation(planned), keptRotation(before)];
  const isSame = PERIODS.every((name) => rotation?.[name] === kept?.[name]);
  return isSame ? {} : { rotation };
}

const PERIODS = ['every', 'overlap', 'early_window'] as const;

/** As the configuration says it: a time, or a period that Keyplane counts from the creation. */
export function wantedExpiry(plan: {
  readonly expires_at: string | null | Unknown;
  readonly expires_in: string | null | Unknown;
}) {
  if (typeof plan.expires_in === 'string') return { expires_in: plan.expires_in };
  return typeof plan.expires_at === 'string' ? { expires_at: plan.expires_at } : {};
}

/** Why a key cannot be imported any more. */
export function endingOf(key: Key): string | undefined {
  return key.revocation === null ? undefined : describeRevocation(key.id, key.revocation);
}
