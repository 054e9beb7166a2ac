import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { currentSecret, keyLabel, retiringSecret, type Key, type KeySecret } from './key';

/** What a rotation does to the secrets that exist, besides adding one. */
export interface Rotation {
  /** Remains valid for the overlap; absent if an abandoned rotation has already let it end. */
  readonly retires: KeySecret | undefined;
  /** An abandoned rotation's secret, which nobody knows: the new one takes its place. */
  readonly replaces: KeySecret | undefined;
}

/**
 * Two live secrets at most. The secret of an abandoned rotation is replaced: it reached nobody.
 * @throws Failure `rotation_in_progress`
 */
export function decideRotation(key: Key, abandoned: KeySecret | undefined, now: Date): Rotation {
  const retiring = retiringSecret(key, now);
  if (abandoned !== undefined) return { retires: retiring, replaces: abandoned };
  if (retiring !== undefined) {
    throw new Failure(
      'rotation_in_progress',
      `The key ${keyLabel(key)} has two live secrets until ${retiring.retiresAt.toISOString()}; ` +
        'rotate it again after that.',
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

export function rotatedByOtherRun(key: Key, { version }: KeySecret): Failure {
  return new Failure(
    'rotation_in_progress',
    `Another run of this stack has rotated the key ${keyLabel(key)} (to the secret version ` +
      `${version}), and its state may hold that secret. Plan again once no other run is in progress.`,
  );
}

/**
 * Whether another run of the caller's stack rotated the key, and nobody has used or recorded the new
 * secret. A plan shows it to whoever plans for the stack, also with a credential that may only read.
 */
export function leftUnconfirmed(key: Key, { stack, run }: Caller): boolean {
  const { madeIn, used } = currentSecret(key);
  return madeIn !== null && madeIn.stack === stack && run !== null && madeIn.run !== run && !used;
}
