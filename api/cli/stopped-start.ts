import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../operations/log';
import { stopRequested } from './stop-request';

/** How long a step of the start may take to finish after a signal. */
const FINISH_WITHIN_MS = 250;

/** Whether a signal came while the program was being loaded. */
export async function isStopped(stop: AbortSignal, log: Log): Promise<boolean> {
  // Node reports such a signal in the first turn of the event loop.
  await nextTurn();
  if (stop.aborted) logStop(stop, log);
  return stop.aborted;
}

/**
 * A database that cannot be reached, or another replica's long migration, must not delay the end. A step
 * that takes only a moment may finish, so that it leaves no half-written file.
 * @returns `undefined` if the end came first
 */
export async function unlessStopped<T>(
  work: Promise<T>,
  stop: AbortSignal,
  log: Log,
): Promise<T | undefined> {
  const tooLate = stopRequested(stop).then(() => delay(FINISH_WITHIN_MS));
  const done = await Promise.race([work, tooLate]).catch((error: unknown) => {
    // After the signal, a failure of the start no longer matters.
    if (!stop.aborted) throw error;
  });
  if (stop.aborted) logStop(stop, log);
  return stop.aborted ? undefined : (done as T);
}

const logStop = (stop: AbortSignal, log: Log): void =>
  log.info({ signal: String(stop.reason) }, 'stopped before it was ready');
