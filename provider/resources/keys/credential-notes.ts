import type { Key, KeyplaneClient } from '../../client';
import { privateKey, type PrivateState, type ResourceContext } from '../../terraform-plugin';
import { parseRotationNote, type RotationNote } from './rotation-note';

const rotationNote = privateKey('rotation', { parse: parseRotationNote });

/**
 * The version that a create, a rotation or an import gave to this state. A refresh may write a
 * newer version into the state, whose secret never reached this state.
 */
export const heldVersion = privateKey('secret_version', {
  parse: (json) => (typeof json === 'number' ? json : undefined),
});

/** The expiry that a key was created with, if that has moved since. */
const firstExpiry = privateKey('first_expires_at', {
  parse: (json) => (typeof json === 'string' ? json : undefined),
});

export const firstExpiryOf = (privateState: PrivateState) => privateState.get(firstExpiry);

export function noteFirstExpiry(privateState: PrivateState, key: Key): void {
  // An older Keyplane does not send this field.
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

/** The state now holds this secret, so earlier notes about it no longer count. */
export function holdSecret(privateState: PrivateState, secretVersion: number): void {
  privateState.set(heldVersion, secretVersion);
  noteRotation(privateState, {});
}

/**
 * Tells Keyplane which secret the state holds, so that no later run replaces it as the secret of an
 * abandoned rotation. A plan tells it too, because with `-refresh=false` there is no read before
 * it.
 */
export function nameSecret(
  prior: { readonly secret_version: number | null },
  context: ResourceContext<KeyplaneClient>,
): void {
  if (!context.hasClient) return;
  const version = context.privateState.get(heldVersion) ?? prior.secret_version;
  if (version !== null) context.client.confirmations.confirmSecret(version);
}
