import type { Creations } from '../creations/creations';
import type { UnitOfWork } from '../database/unit-of-work';
import type { KeyStore } from './key-store';
import { utcDayOf, type Usage, type UsageLedger, type Use } from './usage';
import { createUseTally } from './use-tally';

/** Last-used lags by at most this. */
const FLUSH_EVERY_MILLIS = 1000;

type PendingUse = Pick<Use, 'keyId' | 'secretVersion' | 'at'>;

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
  creations: Pick<Creations, 'forget'>;
  onError: (error: unknown) => void;
}): UsageService {
  const { store, ledger, unitOfWork, creations, onError } = dependencies;
  const pending = new Map<string, PendingUse>();
  const firstUses = new Set<string>();
  const tally = createUseTally();
  let flushing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    const uses = [...pending.values()];
    const confirmed = [...firstUses];
    const counts = tally.take();
    pending.clear();
    firstUses.clear();
    if (uses.length === 0) return;
    try {
      await unitOfWork.run(async () => {
        // First: it takes hold of all the keys, in their order.
        await ledger.add(counts);
        await store.markUsed(uses);
        if (confirmed.length === 0) return;
        await creations.forget([...confirmed, ...(await store.serviceKeysOf(confirmed))]);
      });
    } catch (error) {
      // Kept for the next flush; a use recorded since then is later and stays.
      for (const use of uses) if (!pending.has(idOf(use))) pending.set(idOf(use), use);
      for (const keyId of confirmed) firstUses.add(keyId);
      counts.forEach(tally.add);
      onError(error);
    }
  }

  function flush(): Promise<void> {
    flushing = flushing.then(write);
    return flushing;
  }

  const timer = setInterval(() => void flush(), FLUSH_EVERY_MILLIS);
  timer.unref();

  return {
    record({ keyId, secretVersion, firstUse, at, by }) {
      const use = { keyId, secretVersion, at };
      pending.set(idOf(use), use);
      tally.add({ keyId, day: utcDayOf(at), caller: by, uses: 1, lastUsedAt: at });
      if (firstUse) {
        firstUses.add(keyId);
        void flush();
      }
    },
    flush,
    async close() {
      clearInterval(timer);
      await flush();
    },
  };
}

function idOf({ keyId, secretVersion }: PendingUse): string {
  return `${keyId}#${secretVersion ?? ''}`;
}
