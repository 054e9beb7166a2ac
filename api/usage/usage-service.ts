import { setTimeout } from 'node:timers/promises';
import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import { coalesced } from '../lib/coalesced';
import { NO_TRACING, type Tracing } from '../tracing/tracing';
import { createPendingUses, type PendingUse } from './pending-uses';
import type { Usage, UsageLedger } from './usage';
import type { UsedKeys } from './used-keys';

/** The time of the last use lags by at most this, and by the write itself. */
const FLUSH_EVERY_MILLIS = 5000;
/**
 * With this many rows, they are written sooner. Fewer rows would not share pages among a million keys, and
 * each would cost a write.
 */
const FLUSH_AT = 20_000;
/** Between two transactions of this size, other work on the database gets a turn. */
const WRITTEN_AT_ONCE = 1000;

/** Replicas lock keys for milliseconds while they write. A key that stays locked waits for the next flush. */
const ATTEMPTS = 5;
const ATTEMPT_PAUSE_MILLIS = 50;

/** At the end of the process, writing what is pending is retried for this long. */
const CLOSE_WITHIN_MILLIS = 3000;
const CLOSE_PAUSE_MILLIS = 200;

export interface UsageService extends Usage {
  /** How many rows wait to be written. */
  readonly pendingRows: number;
  /**
   * Stops the timer and writes what is pending.
   * @returns how many uses could not be written, and are lost with the process
   */
  close(): Promise<number>;
}

/**
 * Collects uses in memory and writes each key once per flush, since a write per request would cost
 * more than the request. A crash loses at most one interval; a graceful stop loses none.
 */
export function createUsageService(dependencies: {
  store: UsedKeys;
  ledger: UsageLedger;
  unitOfWork: UnitOfWork;
  creations: Pick<Creations, 'recordUsed'>;
  tracing?: Tracing;
  /**
   * Called once for each flush that failed. The uses that it did not write are kept for the next
   * one.
   */
  onError: (error: unknown) => void;
  closeWithinMillis?: number;
}): UsageService {
  const { store, ledger, unitOfWork, creations, onError } = dependencies;
  const { closeWithinMillis = CLOSE_WITHIN_MILLIS, tracing = NO_TRACING } = dependencies;
  const pending = createPendingUses();
  /**
   * While the database fails, a first use waits for the timer. Otherwise each first use would cause
   * another attempt.
   */
  let hasFailed = false;

  /** Separate, because it may wait for others, and meanwhile it locks no key. */
  async function recordCreations(uses: readonly PendingUse[]): Promise<void> {
    const used = uses.filter(({ firstUse }) => firstUse).map(({ keyId }) => keyId);
    if (used.length === 0) return;
    await unitOfWork.run(async () => {
      await creations.recordUsed([...used, ...(await store.serviceKeysOf(used))]);
    });
  }

  /** @returns the uses of keys that are being changed at the moment */
  async function writeSome(uses: readonly PendingUse[]): Promise<readonly PendingUse[]> {
    return unitOfWork.run(async () => {
      const locked = await ledger.lockKeys([...new Set(uses.map(({ keyId }) => keyId))]);
      const free = uses.filter(({ keyId }) => !locked.has(keyId));
      if (free.length > 0) {
        await ledger.add(free);
        await store.markUsed(free);
      }
      return uses.filter(({ keyId }) => locked.has(keyId));
    });
  }

  /** Uses that it does not write, because of an error or a lock, are kept for the next flush. */
  async function writeOrKeep(uses: readonly PendingUse[]): Promise<void> {
    let left = uses;
    try {
      await recordCreations(uses);
      for (let attempt = 0; left.length > 0 && attempt < ATTEMPTS; attempt += 1) {
        if (attempt > 0) await setTimeout(ATTEMPT_PAUSE_MILLIS);
        left = await writeSome(left);
      }
    } finally {
      pending.putBack(left);
    }
  }

  const flush = coalesced(async () => {
    const uses = pending.take();
    if (uses.length > 0) await tracing.alone('write uses of keys', () => writeAll(uses));
    else hasFailed = false;
  });

  async function writeAll(uses: readonly PendingUse[]): Promise<void> {
    for (let at = 0; at < uses.length; at += WRITTEN_AT_ONCE) {
      try {
        await writeOrKeep(uses.slice(at, at + WRITTEN_AT_ONCE));
      } catch (error) {
        hasFailed = true;
        pending.putBack(uses.slice(at + WRITTEN_AT_ONCE));
        onError(error);
        return;
      }
    }
    hasFailed = false;
  }

  const timer = setInterval(() => void flush(), FLUSH_EVERY_MILLIS);
  timer.unref();

  return {
    record(use) {
      pending.add(use);
      if (hasFailed) return;
      if (use.firstUse || pending.size === FLUSH_AT) void flush();
    },
    flush,
    get pendingRows() {
      return pending.size;
    },
    async close() {
      clearInterval(timer);
      const until = performance.now() + closeWithinMillis;
      await flush();
      while (pending.size > 0 && performance.now() < until) {
        await setTimeout(CLOSE_PAUSE_MILLIS);
        await flush();
      }
      return pending.take().reduce((count, { uses }) => count + uses, 0);
    },
  };
}
