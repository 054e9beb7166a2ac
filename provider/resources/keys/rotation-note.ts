import type { RestoredSecret } from './restored-secret';

/**
 * A change that came during the overlap of an earlier rotation, and is carried out once the overlap
 * is over.
 */
export type PendingChange = 'when_changed' | 'public_jwk';

/**
 * The settings with which the current secret was created, as long as a change of them waits. The
 * state then holds the configured values, so only this shows that a change was reverted and nothing
 * must be rotated.
 */
export interface BeforeChange {
  /** The values of `when_changed` as SHA-256 digests: private state is not encrypted. */
  readonly whenChanged?: Readonly<Record<string, string>>;
  /** The thumbprint of the public key; null if there was a secret. */
  readonly publicKey?: string | null;
  /** The `secret_delivery` of the state, which a configured `public_jwk` changes as well. */
  readonly delivery?: string | null;
}

/** What a read found out, for the plans that follow it, because plans read no clock. */
export interface RotationNote {
  /** An RFC 3339 time at which the period in the state was over, or nearly over. */
  readonly dueAsOf?: string;
  /** Keyplane rotated the key for an interrupted apply, and nobody received the new secret. */
  readonly interrupted?: true;
  /** The secret waits to be claimed, sealed with a master key that is gone. */
  readonly lost?: true;
  /** Keyplane was restored from a backup and has forgotten the secret of the state. */
  readonly restored?: RestoredSecret;
  readonly pending?: readonly PendingChange[];
  /** Absent in states that an older version of the provider wrote. */
  readonly before?: BeforeChange;
}

export function parseRotationNote(json: unknown): RotationNote | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { dueAsOf, interrupted, lost, restored, pending, before } = json as Partial<
    Record<keyof RotationNote, unknown>
  >;
  const known = parseBeforeChange(before);
  return {
    ...(typeof dueAsOf === 'string' && { dueAsOf }),
    ...(interrupted === true && { interrupted }),
    ...(lost === true && { lost }),
    ...(isRestoredSecret(restored) && { restored }),
    ...(Array.isArray(pending) && { pending: pending.filter(isPendingChange) }),
    ...(known && { before: known }),
  };
}

function isRestoredSecret(json: unknown): json is RestoredSecret {
  if (typeof json !== 'object' || json === null) return false;
  const { known, present } = json as Partial<Record<keyof RestoredSecret, unknown>>;
  return typeof known === 'number' && typeof present === 'number';
}

function parseBeforeChange(json: unknown): BeforeChange | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const { whenChanged, publicKey, delivery } = json as Partial<Record<keyof BeforeChange, unknown>>;
  return {
    ...(isTexts(whenChanged) && { whenChanged }),
    ...(isTextOrNull(publicKey) && { publicKey }),
    ...(isTextOrNull(delivery) && { delivery }),
  };
}

function isTexts(json: unknown): json is Readonly<Record<string, string>> {
  return (
    typeof json === 'object' &&
    json !== null &&
    Object.values(json).every((value) => typeof value === 'string')
  );
}

function isTextOrNull(json: unknown): json is string | null {
  return json === null || typeof json === 'string';
}

function isPendingChange(value: unknown): value is PendingChange {
  return value === 'when_changed' || value === 'public_jwk';
}
