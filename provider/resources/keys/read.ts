import type { Key } from '../../client';
import {
  type DiagnosticCollector,
  type Gone,
  gone,
  shortInstant,
  shownTime,
} from '../../terraform-plugin';
import { describeRevocation } from '../../definitions/revocation';
import { protectionOf } from '../protection/protection-attributes';
import { withId } from '../protection/threat';
import { claimantOf, claimWindowOf } from './credential-state';
import { lifetimeOf } from './expiry';

/** What Keyplane says about a key besides its secret, for every kind of owner. */
export function keyFacts(key: Key) {
  const { id, enabled, client_id, state, created_at, created_by } = key;
  const expires_at = shortInstant(key.expires_at);
  return { id, enabled, client_id, state, expires_at, created_at, created_by };
}

/**
 * Values that Keyplane does not keep. They stay as the state has them, or are computed after an
 * import.
 */
export function keptSettings(key: Key, state: KeptSettings) {
  const { recreate_if_expired, recipient_jwk, recipient_pem, claimant_id } = state;
  return {
    recreate_if_expired,
    recipient_jwk,
    recipient_pem,
    expires_in: lifetimeIn(state, key),
    claim_window: claimWindowOf(key, state),
    ...(claimant_id !== undefined && { claimant_id: claimantOf(key, { ...state, claimant_id }) }),
    ...protectionOf(state),
  };
}

interface KeptSettings {
  readonly recreate_if_expired: boolean | null;
  readonly recipient_jwk: string | null;
  readonly recipient_pem: string | null;
  readonly secret_version: number | null;
  readonly expires_in: string | null;
  readonly claim_window: string | null;
  /** Application keys do not have this. */
  readonly claimant_id?: string | null;
  readonly protect_used_within: string | null;
  readonly protect_action: string | null;
}

/** The value in the state. After an import, it is computed from the times that Keyplane has. */
function lifetimeIn(
  state: Pick<KeptSettings, 'expires_in' | 'secret_version'>,
  key: Key,
): string | null {
  return state.secret_version === null ? lifetimeOf(key) : state.expires_in;
}

/** A revoked key is removed from the state. An expired key stays, and a warning says what to do. */
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
        `${describeRevocation(key.id, key.revocation)}. The plan creates another key, with ` +
        'another client ID and secret. If it should stay revoked, remove the resource from ' +
        'the configuration.',
    });
  }
  // If the key is recreated, the plan reports that instead.
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
      `Keyplane no longer knows the key ${id}: it was revoked more than 90 days ago, Keyplane ` +
      'was restored from an older backup, or the endpoint belongs to another Keyplane. The ' +
      'plan creates another key, with another client ID and secret.',
  });
}

/** Why a key can no longer be imported. */
export function endingOf(key: Key): string | undefined {
  return key.revocation === null ? undefined : describeRevocation(key.id, key.revocation);
}
