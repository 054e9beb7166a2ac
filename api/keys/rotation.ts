import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { shownTime } from '../domain/shown-time';
import type { Delivery } from './delivery/delivery';
import { currentSecret, keyLabel, retiringSecret, type Key, type KeySecret } from './key';
import { samePublicKey } from './public-keys/public-jwk';

/** What a rotation does to the existing secrets, besides adding one. */
export interface Rotation {
  /** Remains valid for the overlap; absent if an abandoned rotation has already let it end. */
  readonly retires: KeySecret | undefined;
  /** The secret of an abandoned rotation, which nobody knows. The new secret replaces it. */
  readonly replaces: KeySecret | undefined;
}

/**
 * A key has at most two valid secrets. The secret of an abandoned rotation is replaced, because it reached
 * nobody.
 * @throws Failure `rotation_in_progress`
 */
export function decideRotation(key: Key, abandoned: KeySecret | undefined, now: Date): Rotation {
  const retiring = retiringSecret(key, now);
  if (abandoned !== undefined) return { retires: retiring, replaces: abandoned };
  if (retiring !== undefined) {
    throw new Failure(
      'rotation_in_progress',
      `The key ${keyLabel(key)} has two valid secrets until ` +
        `${shownTime(retiring.retiresAt)}. Rotate it again after that time.`,
      { retryAfterSeconds: Math.ceil((retiring.retiresAt.getTime() - now.getTime()) / 1000) },
    );
  }
  return { retires: currentSecret(key), replaces: undefined };
}

export function rotatedInThisRun(key: Key, { version }: KeySecret): Failure {
  return new Failure(
    'rotation_in_progress',
    `This run has already rotated the key ${keyLabel(key)} (to the secret version ${version}), and ` +
      'nobody has used or recorded that secret.',
  );
}

/**
 * A rotation to the current public key would change nothing and would still start an overlap,
 * during which a real rotation is refused.
 * @throws Failure `public_key_unchanged`
 */
export async function requireAnotherPublicKey(key: Key, delivery: Delivery): Promise<void> {
  if (delivery.kind !== 'public_key') return;
  const { publicJwk } = currentSecret(key);
  if (publicJwk === null || !(await samePublicKey(publicJwk, delivery.publicJwk))) return;
  const message =
    `The key ${keyLabel(key)} already has this public key (RFC 7638 thumbprints are equal). ` +
    'Send the public half of another key pair.';
  throw new Failure('public_key_unchanged', message, {
    errors: [{ pointer: '/public_jwk', code: 'public_key_unchanged', message }],
  });
}

export function rotatedByOtherRun(key: Key, { version }: KeySecret): Failure {
  return new Failure(
    'rotation_in_progress',
    `Another run of this stack has rotated the key ${keyLabel(key)} (to the secret version ` +
      `${version}), and its state may hold that secret. Plan again once no other run is in progress.`,
  );
}

/**
 * Whether another run of the caller's stack rotated the key, and nobody has used or recorded the new
 * secret. Every plan for the stack shows it, also with a credential that may only read.
 */
export function leftUnconfirmed(key: Key, { stack, run }: Caller): boolean {
  const { madeIn, used } = currentSecret(key);
  return madeIn !== null && madeIn.stack === stack && run !== null && madeIn.run !== run && !used;
}
