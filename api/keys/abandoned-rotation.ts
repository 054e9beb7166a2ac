import type { Creations } from '../creations/creations';
import { runInDoubt } from '../creations/run-failures';
import type { Caller } from '../domain/principal';
import { currentSecret, type Key, type KeySecret } from './key';
import { rotatedByOtherRun, rotatedInThisRun } from './rotation';

/**
 * The key's newest secret, if a run that has ended made it in a rotation that is not recorded.
 * @throws Failure `run_in_doubt`; `rotation_in_progress` if that run is in progress, or if no state
 * was presented since that run was cut off
 */
export async function abandonedRotation(
  creations: Pick<Creations, 'judge' | 'wasNamedSince'>,
  key: Key,
  caller: Caller,
): Promise<KeySecret | undefined> {
  const newest = currentSecret(key);
  const { madeIn, createdAt, createdBy } = newest;
  const isOfStack = madeIn !== null && madeIn.stack === caller.stack && !newest.used;
  if (!isOfStack || createdBy !== caller.principal.id) return undefined;
  if (madeIn.run === caller.run) throw rotatedInThisRun(key, newest);
  const verdict = await creations.judge(caller, { run: madeIn.run, createdAt });
  switch (verdict.kind) {
    case 'undelivered':
      return newest;
    case 'in_doubt':
      throw runInDoubt(madeIn.run);
    case 'in_progress':
      throw rotatedByOtherRun(key, newest);
    case 'cut_off':
      if (await creations.wasNamedSince(caller, key.id, verdict.lastAliveAt)) return newest;
      throw rotatedByOtherRun(key, newest);
  }
}
