import { coalesced } from '../lib/coalesced';
import type { ChangeLog, ChangeSource } from './dialects/change-log';

/** What changes in the database, no matter which process or person changes it. */
export interface ChangeFeed {
  readonly log: ChangeLog;
  /**
   * Whether everything has been heard that was committed `MAX_LAG_MILLIS` ago. Who cannot hear must
   * not answer from what they kept.
   */
  isCurrent(): boolean;
  /**
   * Resolves once everything committed before the call has been heard, or `isCurrent` denies it:
   * either way no older answer is used after that. Never fails.
   */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** A revocation elsewhere is effective here after this at the latest, however the network fails. */
export const MAX_LAG_MILLIS = 750;
const EVERY_MILLIS = 200;

export function createChangeFeed(dependencies: {
  source: ChangeSource;
  log: ChangeLog;
  /** Once for each outage, and again with no error when it is over. */
  onOutage: (error: unknown) => void;
  onRecovery: () => void;
}): ChangeFeed {
  const { source, log, onOutage, onRecovery } = dependencies;
  /** When the newest call of the source began that has succeeded: all before it has been heard. */
  let heardUpTo = -Infinity;
  let broken = false;
  let closed = false;

  const isCurrent = () => performance.now() - heardUpTo < MAX_LAG_MILLIS;

  async function ask(): Promise<void> {
    if (closed) return;
    const startedAt = performance.now();
    try {
      await source.catchUp();
      // Away for so long, it may have slept through what nobody repeats.
      if (!isCurrent()) log.addEverything();
      heardUpTo = startedAt;
      if (broken) onRecovery();
      broken = false;
    } catch (error) {
      // What was committed meanwhile was not heard: a request that waited for it must not answer from memory.
      heardUpTo = -Infinity;
      if (!broken) onOutage(error);
      broken = true;
    }
  }

  const next = coalesced(ask);
  const timer = setInterval(() => void next(), EVERY_MILLIS);
  timer.unref();
  void next();

  return {
    log,
    isCurrent,
    async catchUp() {
      // The next success comes after an absence, so that all is read anew.
      if (!isCurrent()) return;
      let timeout: NodeJS.Timeout | undefined;
      const lapsed = new Promise<void>((resolve) => {
        timeout = setTimeout(resolve, MAX_LAG_MILLIS);
      });
      await Promise.race([next(), lapsed]);
      clearTimeout(timeout);
    },
    async close() {
      clearInterval(timer);
      closed = true;
      await next();
      await source.close();
    },
  };
}
