import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { isEarlierRun } from '../domain/run-order';
import { unconfirmedSince } from '../domain/unconfirmed';
import { currentSecret, keyLabel, retiringSecret, type Key, type KeySecret } from './key';

/** What a rotation does to the secrets that stand, beside adding one. */
export interface Rotation {
  /** Works on for the overlap; absent where a twin's predecessor has ended, as was promised. */
  readonly retires: KeySecret | undefined;
  /** An earlier run's, which nobody knows of: the new one takes its place. */
  readonly replaces: KeySecret | undefined;
}

/**
 * Two live secrets at most. A later run of the same stack replaces what an earlier one has made and
 * neither used nor confirmed: it was cut off, and its secret reached nobody.
 * @throws Failure `rotation_in_progress`
 */
export function decideRotation(key: Key, caller: Caller, now: Date): Rotation {
  const newest = currentSecret(key);
  if (isUnconfirmedRotation(newest, caller, now)) {
    if (newest.madeIn?.run === caller.run) {
      throw new Failure(
        'rotation_in_progress',
        `This run has rotated the key ${keyLabel(key)} already (to the secret version ` +
          `${newest.version}), and nobody has used or confirmed that one.`,
      );
    }
    if (isLateBehind(newest, caller)) {
      throw new Failure(
        'rotation_in_progress',
        `A later run of this stack has rotated the key ${keyLabel(key)} (to the secret version ` +
          `${newest.version}): this request comes late. If no other run is under way, the clocks ` +
          'of the two machines differ.',
      );
    }
    return { retires: retiringSecret(key, now), replaces: newest };
  }
  const retiring = retiringSecret(key, now);
  if (retiring !== undefined) {
    throw new Failure(
      'rotation_in_progress',
      `The key ${keyLabel(key)} has two live secrets until ${retiring.retiresAt.toISOString()}; ` +
        'rotate it again after that.',
      { retryAfterSeconds: Math.ceil((retiring.retiresAt.getTime() - now.getTime()) / 1000) },
    );
  }
  return { retires: newest, replaces: undefined };
}

function isLateBehind({ madeIn }: KeySecret, { run }: Caller): boolean {
  return madeIn !== null && run !== null && isEarlierRun(run, madeIn.run);
}

/** Whether the caller would have this one replaced, or refused, by rotating once more. */
function isUnconfirmedRotation(secret: KeySecret, caller: Caller, now: Date): boolean {
  return secret.createdBy === caller.principal.id && isUnconfirmedInStack(secret, caller, now);
}

function isUnconfirmedInStack(secret: KeySecret, { stack, run }: Caller, now: Date): boolean {
  const { madeIn, createdAt, used } = secret;
  return (
    madeIn !== null &&
    madeIn.stack === stack &&
    run !== null &&
    !used &&
    createdAt > unconfirmedSince(now)
  );
}

/**
 * Made by an earlier run of the caller's stack, neither used nor confirmed, and not a day old. Told
 * to whoever plans for the stack, also where only its creator may apply: a plan by a credential that
 * may only read has to show what the apply will replace.
 */
export function leftUnconfirmed(key: Key, caller: Caller, now: Date): boolean {
  const newest = currentSecret(key);
  return isUnconfirmedInStack(newest, caller, now) && newest.madeIn?.run !== caller.run;
}
