import type { UnitOfWork } from '../database/unit-of-work';
import type { Resealable } from './resealable';
import { sealedUnder, type Sealer } from './sealer';
import type { SealingKeyStore } from './sealing-key-store';

/**
 * Moves every sealed row to the current master key, all or nothing. Run again, it finds nothing to do.
 * Afterwards no row needs the previous key. Keep the previous key configured for another 24 hours anyway,
 * because stored answers can be opened only with their own Idempotency-Key and are not moved.
 * @returns how many rows were moved
 */
export async function rekey(dependencies: {
  sealer: Sealer;
  store: SealingKeyStore;
  resealable: readonly Resealable[];
  unitOfWork: UnitOfWork;
}): Promise<number> {
  const { sealer, store, resealable, unitOfWork } = dependencies;
  const { current } = sealer.keyIds;
  return unitOfWork.run(async () => {
    let moved = 0;
    for (const slice of resealable) {
      for (const { id, sealed, associatedData } of await slice.sealedRowsForUpdate()) {
        if (sealedUnder(sealed) === current) continue;
        const plaintext = sealer.open(sealed, associatedData);
        await slice.replaceSealed(id, sealer.seal(plaintext, associatedData));
        moved += 1;
      }
    }
    await store.deleteOthers(current);
    return moved;
  });
}
