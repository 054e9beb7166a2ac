import { coalesced } from '../lib/coalesced';
import type { ChangeLog, ChangeSource } from './dialects/change-log';

/** What changes in the database, no matter which process or person changes it. */
export interface ChangeFeed {
  readonly log: ChangeLog;
  /**
   * Whether everything has been heard that was committed `MAX_LAG_MILLIS` ago. If not, nothing may be
   * answered from memory.
   */
  isCurrent(): boolean;
  /** How long ago the newest successful read began; counted from the start if none has succeeded. */
  lagSeconds(): number;
  /**
   * Resolves once everything that was committed before the call has been heard, or `isCurrent` is false.
   * Either way, no older answer is used after that. Never fails.
   */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

/** A revocation on another replica takes effect here within this time, however the network fails. */
export const MAX_LAG_MILLIS = 750;
const EVERY_MILLIS = 200;

export function createChangeFeed(dependencies: {
  source: ChangeSource;
  log: ChangeLog;
  /** Called once for each outage, with its error. */
  onOutage: (error: unknown) => void;
  onRecovery: () => void;
}): ChangeFeed {
  const { source, log, onOutage, onRecovery } = dependencies;
  /** When the newest successful read of the source began. Everything before it has been heard. */
  let heardUpTo = -Infinity;
  let lastSuccessAt = performance.now();
  let broken = false;
  let closed = false;

  const isCurrent = () => performance.now() - heardUpTo < MAX_LAG_MILLIS;

  async function ask(): Promise<void> {
    if (closed) return;
    const startedAt = performance.now();
    try {
      await source.catchUp();
      // After such a long pause, the process may have missed notifications that are not repeated.
      if (!isCurrent()) log.addEverything();
      heardUpTo = startedAt;
      lastSuccessAt = startedAt;
      if (broken) onRecovery();
      broken = false;
    } catch (error) {
      // What was committed meanwhile has not been heard, so a request that waited for it must not
      // answer from memory.
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
    lagSeconds: () => (performance.now() - lastSuccessAt) / 1000,
    async catchUp() {
      // The next success follows a gap, so everything is read again.
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
