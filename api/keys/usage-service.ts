import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import { coalesced } from '../operations/coalesced';
import type { KeyStore } from './key-store';
import { createPendingUses, type PendingUse } from './pending-uses';
import type { Usage, UsageLedger } from './usage';

/** Last-used lags by at most this, and by the write itself. */
const FLUSH_EVERY_MILLIS = 5000;
/** So many are written sooner. Fewer would not share pages among a million keys: a write for each. */
const FLUSH_AT = 20_000;
/** Between two transactions of so many, whoever waits for the database gets a turn. */
const WRITTEN_AT_ONCE = 1000;

export interface UsageService extends Usage {
  /** Stops the timer and writes what is pending. */
  close(): Promise<void>;
}

/**
 * Collects uses in memory and writes each key once per flush, since a write per request would cost
 * more than the request. A crash loses at most one interval; a graceful stop loses none.
 */
export function createUsageService(dependencies: {
  store: Pick<KeyStore, 'markUsed' | 'serviceKeysOf'>;
  ledger: UsageLedger;
  unitOfWork: UnitOfWork;
  creations: Pick<Creations, 'recordUsed'>;
  onError: (error: unknown) => void;
}): UsageService {
  const { store, ledger, unitOfWork, creations, onError } = dependencies;
  const pending = createPendingUses();

  async function writeSome(uses: readonly PendingUse[]): Promise<void> {
    await unitOfWork.run(async () => {
      // First: it takes hold of all the keys, in their order.
      await ledger.add(uses);
      await store.markUsed(uses);
      const used = uses.filter(({ firstUse }) => firstUse).map(({ keyId }) => keyId);
      if (used.length === 0) return;
      await creations.recordUsed([...used, ...(await store.serviceKeysOf(used))]);
    });
  }

  const flush = coalesced(async () => {
    const uses = pending.take();
    for (let at = 0; at < uses.length; at += WRITTEN_AT_ONCE) {
      try {
        await writeSome(uses.slice(at, at + WRITTEN_AT_ONCE));
      } catch (error) {
        onError(error);
        pending.putBack(uses.slice(at));
        return;
      }
    }
  });

  const timer = setInterval(() => void flush(), FLUSH_EVERY_MILLIS);
  timer.unref();

  return {
    record(use) {
      pending.add(use);
      if (use.firstUse || pending.size === FLUSH_AT) void flush();
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}
