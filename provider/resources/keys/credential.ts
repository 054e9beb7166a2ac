import type { Key, KeyplaneClient } from '../../client';
import {
  type DiagnosticCollector,
  instantMs,
  privateKey,
  type PrivateState,
  type ResourceContext,
  shownTime,
} from '../../terraform-plugin';
import { rememberTeam } from '../../definitions/acknowledge';
import {
  type BeforeChange,
  isNearlyDue,
  parseRotationNote,
  type PendingChange,
  type RememberedRotation,
  rotationDueAt,
  type RotationNote,
} from './rotation';
import { DEFAULT_CLAIM_WINDOW } from './delivery';
import { periodText, samePeriod } from '../../definitions/period';
import { samePublicKey, thumbprintOf } from './public-jwk';
import { restoredSecret, warnOfRestoredSecret } from './restored-secret';
import { withId } from '../protection/threat';

/** What the state remembers of a key's secret; all of it is null right after an import. */
export interface RememberedCredential {
  readonly secret_delivery: string | null;
  readonly secret: string | null;
  readonly secret_jwe: string | null;
  readonly masked_secret: string | null;
  readonly secret_version: number | null;
  readonly secret_created_at: string | null;
  readonly previous_secret_ends_at: string | null;
  readonly public_jwk: string | null;
  readonly rotation: RememberedRotation | null;
}

const rotationNote = privateKey('rotation', { parse: parseRotationNote });

/**
 * The version that a create, a rotation or an import gave to this state. A refresh may write a newer
 * one into the state, which nobody here has ever had.
 */
const heldVersion = privateKey('secret_version', {
  parse: (json) => (typeof json === 'number' ? json : undefined),
});

/** The expiry that a key was created with, if that has moved since. */
const firstExpiry = privateKey('first_expires_at', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

export const firstExpiryOf = (privateState: PrivateState) => privateState.get(firstExpiry);

function noteFirstExpiry(privateState: PrivateState, key: Key): void {
  // An older Keyplane does not say it.
  const first: string | undefined = key.first_expires_at;
  if (first === undefined || first === key.expires_at) privateState.delete(firstExpiry);
  else privateState.set(firstExpiry, first);
}

export function rotationNoteOf(privateState: PrivateState): RotationNote {
  return privateState.get(rotationNote) ?? {};
}

export function noteRotation(privateState: PrivateState, note: RotationNote): void {
  if (Object.keys(note).length === 0) privateState.delete(rotationNote);
  else privateState.set(rotationNote, note);
}

/** The state's own: whatever was noted about the secret before it is void. */
export function holdSecret(privateState: PrivateState, secretVersion: number): void {
  privateState.set(heldVersion, secretVersion);
  noteRotation(privateState, {});
}

/**
 * Tells Keyplane which secret the state holds, so that no later run replaces it as the secret of an
 * abandoned rotation. Also in a plan, before which there may have been no read (`-refresh=false`).
 */
export function nameSecret(
  prior: { readonly secret_version: number | null },
  context: ResourceContext<KeyplaneClient>,
): void {
  if (!context.hasClient) return;
  const version = context.privateState.get(heldVersion) ?? prior.secret_version;
  if (version !== null) context.client.confirmations.confirmSecret(version);
}

/** The part of a key's state that a rotation changes, as a refresh finds it. */
export async function readCredential(
  label: string,
  key: Key,
  state: RememberedCredential,
  context: ResourceContext<KeyplaneClient>,
) {
  const { client, diagnostics, privateState } = context;
  const held = privateState.get(heldVersion) ?? state.secret_version ?? key.secret_version;
  const isHeld = held === key.secret_version;
  const isInterrupted = !isHeld && key.unconfirmed_rotation;
  const restored = restoredSecret(key, [held, state.secret_version]);
  if (isHeld) privateState.set(heldVersion, held);
  noteFirstExpiry(privateState, key);
  await rememberTeam(context);
  if (isHeld) client.confirmations.confirmSecret(held);
  const noted = rotationNoteOf(privateState);
  const pending = stillPending(noted, key, state);
  const secretCreatedAt = isInterrupted ? state.secret_created_at : key.secret_created_at;
  const rotation = rotationOf(key, state);
  const isDue =
    key.state !== 'expired' &&
    rotation !== null &&
    isNearlyDue(rotation, secretCreatedAt, client.now());
  noteRotation(privateState, {
    ...(isDue && { dueAsOf: client.now().toISOString() }),
    ...(isInterrupted && { interrupted: true as const }),
    ...(!isInterrupted && key.secret_claim?.state === 'lost' && { lost: true as const }),
    ...(!isInterrupted && restored !== undefined && key.public_jwk === null && { restored }),
    ...(pending.length > 0 && { pending, before: stillBefore(noted, pending, key) }),
  });
  const named = withId({ label, id: key.id });
  if (restored !== undefined) await warnOfRestoredSecret(named, restored, key, context);
  const { secret_delivery } = state;
  const settings = {
    rotation,
    // As configured: how the present secret was delivered is history.
    secret_delivery: secret_delivery ?? key.secret_delivery,
    rotation_due_at: rotationDueAt(rotation?.every ?? null, secretCreatedAt) ?? null,
  };
  if (isInterrupted) return { ...rememberedCredential(state), ...settings };
  // The state keeps what it knows until the rotation: its version proves that it is later.
  if (restored !== undefined && key.public_jwk === null) {
    const { previous_secret_ends_at } = credentialFacts(key);
    return { ...rememberedCredential(state), ...settings, previous_secret_ends_at };
  }

  const isKnown = state.secret_version === null || state.secret_version === key.secret_version;
  if (restored !== undefined) privateState.set(heldVersion, key.secret_version);
  else if (!isKnown) warnOfRotationOutside(named, key, state, diagnostics);
  else warnOfUnclaimed(named, key, diagnostics);
  return {
    ...credentialFacts(key),
    ...settings,
    public_jwk: pending.includes('public_jwk') ? state.public_jwk : publicJwkOf(key),
    secret: isKnown ? state.secret : null,
    secret_jwe: isKnown ? state.secret_jwe : null,
  };
}

/** As configured, or right after an import: as Keyplane has it, without values to watch. */
function rotationOf(key: Key, state: RememberedCredential): RememberedRotation | null {
  if (state.secret_version !== null || key.rotation === null) return state.rotation;
  return { ...key.rotation, when_changed: null };
}

/** As configured, or right after an import: whom Keyplane keeps the present secret for. */
export function claimantOf(
  key: Key,
  state: Pick<RememberedCredential, 'secret_version'> & { readonly claimant_id: string | null },
): string | null {
  const isImported = state.secret_version === null;
  return isImported ? (key.secret_claim?.claimant_id ?? null) : state.claimant_id;
}

/** As configured, or right after an import: how long Keyplane keeps the present secret for a claim. */
export function claimWindowOf(
  key: Key,
  state: Pick<RememberedCredential, 'secret_version'> & { readonly claim_window: string | null },
): string | null {
  if (state.secret_version !== null || key.secret_claim === null) return state.claim_window;
  const { claimable_until } = key.secret_claim;
  // The window ends with the key, whatever was asked for.
  if (claimable_until === key.expires_at) return null;
  const window = periodText(instantMs(claimable_until) - instantMs(key.secret_created_at));
  // Nobody writes down what counts anyway.
  return window === undefined || samePeriod(window, DEFAULT_CLAIM_WINDOW) ? null : window;
}

/** What an answer of Keyplane says of the present secret, without the secret. */
export function credentialFacts(key: Key) {
  const { masked_secret, secret_version, secret_created_at, retiring_secret } = key;
  return {
    ...{ masked_secret, secret_version, secret_created_at },
    previous_secret_ends_at: retiring_secret?.retires_at ?? null,
  };
}

function rememberedCredential(state: RememberedCredential) {
  const { secret, secret_jwe, masked_secret, secret_version, public_jwk } = state;
  const { secret_created_at, previous_secret_ends_at } = state;
  return {
    ...{ secret, secret_jwe, masked_secret, secret_version, public_jwk },
    ...{ secret_created_at, previous_secret_ends_at },
  };
}

/** A public key that is wanted no more, since the present one is wanted again, waits for nothing. */
function stillPending(
  { pending = [] }: RotationNote,
  key: Key,
  { public_jwk: wanted }: RememberedCredential,
): readonly PendingChange[] {
  const present = publicJwkOf(key);
  const isPresent =
    wanted === null || present === null ? wanted === present : samePublicKey(wanted, present);
  return pending.filter((change) => change !== 'public_jwk' || !isPresent);
}

/** What the present secret was made with, as far as a pending change needs it. */
function stillBefore(
  { before = {} }: RotationNote,
  pending: readonly PendingChange[],
  key: Key,
): BeforeChange {
  const { whenChanged, delivery } = before;
  const present = publicJwkOf(key);
  return {
    ...(pending.includes('when_changed') && whenChanged && { whenChanged }),
    ...(pending.includes('public_jwk') && {
      publicKey: present === null ? null : (thumbprintOf(present) ?? null),
      ...(delivery !== undefined && { delivery }),
    }),
  };
}

function publicJwkOf({ public_jwk }: Key): string | null {
  return public_jwk === null ? null : JSON.stringify(public_jwk);
}

function warnOfRotationOutside(
  label: string,
  key: Key,
  state: RememberedCredential,
  diagnostics: DiagnosticCollector,
): void {
  const { secret_created_by: who, secret_created_at: when, retiring_secret: retiring } = key;
  const present =
    key.public_jwk === null
      ? `Its secret is now version ${key.secret_version} (${key.masked_secret})`
      : `It now has a public key (version ${key.secret_version})`;
  const before =
    retiring === null
      ? `Version ${state.secret_version}, which this state knew, has ended.`
      : `Version ${retiring.secret_version} ends at ${shownTime(retiring.retires_at)}.`;
  const lost =
    state.secret === null && state.secret_jwe === null
      ? ''
      : ' It was delivered to the caller who rotated the key, and to nobody if that was an apply cut off ' +
        'more than a day ago: this state no longer holds the secret. To have a new one here, rotate ' +
        'again once the two no longer overlap: change `rotation.when_changed`.';
  diagnostics.warning({
    summary: `${label} was rotated outside Terraform`,
    detail: `${who} rotated it at ${shownTime(when)}. ${present}. ${before}${lost}`,
  });
}

function warnOfUnclaimed(label: string, key: Key, diagnostics: DiagnosticCollector): void {
  // Another secret does not help an expired key.
  if (key.secret_claim?.state !== 'over' || key.state === 'expired') return;
  diagnostics.warning({
    summary: `${label} has a secret that nobody claimed`,
    detail:
      `Nobody claimed version ${key.secret_version} before ` +
      `${shownTime(key.secret_claim.claimable_until)}, and it was erased: it cannot be used. For another secret ` +
      'change `rotation.when_changed`.',
  });
}
