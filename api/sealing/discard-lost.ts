import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { requireOwnCheckValues, sealCheckValue } from './check-master-key';
import type { Sealer } from './sealer';
import type { SealingKeyStore } from './sealing-key-store';

/** A slice that stores sealed texts discards those that no configured master key can open. */
export interface Discardable {
  /** @returns the number of removed texts: those that were sealed with none of the master keys in `openable` */
  discardSealed(openable: readonly string[], at: Date): Promise<number>;
}

export interface Discarded<Kind extends string> {
  /** Empty if somebody has removed the row that remembers the key. */
  readonly lostKeyIds: readonly string[];
  readonly counts: Readonly<Record<Kind, number>>;
}

/**
 * If a master key is lost permanently: discards what it sealed, so that Keyplane starts again under the
 * current one. All or nothing; if no key is lost, it changes nothing.
 * @returns `undefined` if nothing is lost
 * @throws MasterKeyError if a text was altered that was sealed with a key that is not lost
 */
export async function discardLost<Kind extends string>(dependencies: {
  sealer: Sealer;
  store: SealingKeyStore;
  slices: Readonly<Record<Kind, Discardable>>;
  /** Joins the unit of work. */
  record: (discarded: Discarded<Kind>) => Promise<void>;
  unitOfWork: UnitOfWork;
  clock: Clock;
}): Promise<Discarded<Kind> | undefined> {
  const { sealer, store, slices, record, unitOfWork, clock } = dependencies;
  const { current, previous } = sealer.keyIds;
  const openable = previous === null ? [current] : [current, previous];

  return unitOfWork.run(async () => {
    const known = await store.all();
    const lostKeyIds = known.map(({ id }) => id).filter((id) => !openable.includes(id));
    requireOwnCheckValues(known, sealer);
    const now = clock.now();
    const counts: Partial<Record<Kind, number>> = {};
    for (const kind of Object.keys(slices) as Kind[]) {
      counts[kind] = await slices[kind].discardSealed(openable, now);
    }
    const nothing = Object.values(counts).every((count) => count === 0);
    if (lostKeyIds.length === 0 && nothing) return undefined;
    const discarded = { lostKeyIds, counts: counts as Record<Kind, number> };
    await store.delete(lostKeyIds);
    await store.insert({ id: current, checkValue: sealCheckValue(sealer) }, now);
    await record(discarded);
    return discarded;
  });
}
