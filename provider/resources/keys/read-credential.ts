import type { Key, KeyplaneClient } from '../../client';
import { rememberTeam } from '../../definitions/acknowledge';
import { type DiagnosticCollector, type ResourceContext, shownTime } from '../../terraform-plugin';
import { withId } from '../protection/threat';
import { heldVersion, noteFirstExpiry, noteRotation, rotationNoteOf } from './credential-notes';
import {
  credentialFacts,
  publicJwkOf,
  type RememberedCredential,
  rememberedCredential,
  rotationOf,
} from './credential-state';
import { samePublicKey, thumbprintOf } from './public-jwk';
import { restoredSecret, warnOfRestoredSecret } from './restored-secret';
import { isNearlyDue, rotationDueAt } from './rotation';
import type { BeforeChange, PendingChange, RotationNote } from './rotation-note';

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
    // The configured delivery, because it no longer matters how the current secret was delivered.
    secret_delivery: secret_delivery ?? key.secret_delivery,
    rotation_due_at: rotationDueAt(rotation?.every ?? null, secretCreatedAt) ?? null,
  };
  if (isInterrupted) return { ...rememberedCredential(state), ...settings };
  // The state keeps its own version until the rotation. Only this version shows that a backup was
  // restored.
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

/** A pending public key no longer waits if the configuration has the current key again. */
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

/**
 * The settings with which the current secret was created, as far as a pending change needs them.
 */
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
      ? `Version ${state.secret_version}, which this state has, is no longer valid.`
      : `Version ${retiring.secret_version} remains valid until ` +
        `${shownTime(retiring.retires_at)}.`;
  const lost =
    state.secret === null && state.secret_jwe === null
      ? ''
      : ' The new secret was delivered to the caller who rotated the key, and this state does ' +
        'not have it. If the caller was an apply that was cut off more than a day ago, nobody ' +
        'has it. To get a new secret here, wait until the two secrets no longer overlap, and ' +
        'change `rotation.when_changed`.';
  diagnostics.warning({
    summary: `${label} was rotated outside Terraform`,
    detail: `${who} rotated it at ${shownTime(when)}. ${present}. ${before}${lost}`,
  });
}

function warnOfUnclaimed(label: string, key: Key, diagnostics: DiagnosticCollector): void {
  // A new secret does not help an expired key.
  if (key.secret_claim?.state !== 'over' || key.state === 'expired') return;
  diagnostics.warning({
    summary: `${label} has a secret that nobody claimed`,
    detail:
      `Nobody claimed version ${key.secret_version} before ` +
      `${shownTime(key.secret_claim.claimable_until)}, so Keyplane erased it and it can never ` +
      'be used. To get a new secret, change `rotation.when_changed`.',
  });
}
