import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { MasterKeyError } from './master-key';
import type { Sealer } from './sealer';
import type { SealingKey, SealingKeyStore } from './sealing-key-store';

const CHECK_TEXT = 'keyplane';
const WAY_OUT =
  'If that key is lost permanently, "keyplane rekey --discard-lost" discards everything that ' +
  'was sealed with it. Keys and their secrets remain valid.';

/**
 * At start, after the migrations and before anything is sealed. Remembers the master key of a new
 * database. If the previous master key is given, remembers the new one. Refuses any other key.
 * @throws MasterKeyError
 */
export async function checkMasterKey(dependencies: {
  store: SealingKeyStore;
  sealer: Sealer;
  unitOfWork: UnitOfWork;
  clock: Clock;
  /** The file that the master key was read from, if it was not given by a variable. */
  keyFile?: string | undefined;
}): Promise<void> {
  const { store, sealer, unitOfWork, clock, keyFile } = dependencies;
  const { current } = sealer.keyIds;
  await unitOfWork.run(async () => {
    const known = await store.all();
    requireKnownMasterKey(known, sealer, keyFile);
    if (known.some(({ id }) => id === current)) return;
    await store.insert({ id: current, checkValue: sealCheckValue(sealer) }, clock.now());
  });
}

/**
 * Checks that the sealer has every master key with which the database was sealed.
 * @throws MasterKeyError
 */
export function requireKnownMasterKey(
  known: readonly SealingKey[],
  sealer: Sealer,
  keyFile: string | undefined,
): void {
  const { current, previous } = sealer.keyIds;
  const foreign = known.filter(({ id }) => id !== current && id !== previous);
  if (foreign.length > 0) {
    throw known.some(({ id }) => id === current)
      ? unfinishedChange(foreign)
      : wrongKey(known, current, keyFile);
  }
  requireOwnCheckValues(known, sealer);
}

/** @throws MasterKeyError if the check value of a key that the sealer has was altered */
export function requireOwnCheckValues(known: readonly SealingKey[], sealer: Sealer): void {
  const { current, previous } = sealer.keyIds;
  for (const { id, checkValue } of known) {
    if (id === current || id === previous) requireCheckValue(sealer, id, checkValue);
  }
}

/** A text that shows later whether the master key is still the same. */
export function sealCheckValue(sealer: Sealer): string {
  return sealer.seal(CHECK_TEXT, checkPlace(sealer.keyIds.current));
}

function requireCheckValue(sealer: Sealer, id: string, checkValue: string): void {
  try {
    if (sealer.open(checkValue, checkPlace(id)) === CHECK_TEXT) return;
  } catch (cause) {
    throw new MasterKeyError(
      `The check value of the master key ${id} in the table sealing_keys was altered. ` +
        'Restore the database from a backup.',
      { cause },
    );
  }
}

function wrongKey(
  known: readonly SealingKey[],
  current: string,
  keyFile: string | undefined,
): MasterKeyError {
  const ids = known.filter(({ id }) => id !== current).map(({ id }) => id);
  const wanted = ids.join(' and ');
  if (keyFile !== undefined) {
    return new MasterKeyError(
      `The master key in ${keyFile} does not belong to this database. It has the ID ` +
        `${current}, but the database was sealed with ${wanted}. Restore the master.key that ` +
        `belongs to the database, or set KEYPLANE_MASTER_KEY to that key. ${WAY_OUT}`,
    );
  }
  return new MasterKeyError(
    `KEYPLANE_MASTER_KEY does not belong to this database. It has the ID ${current}, but the ` +
      `database was sealed with ${wanted}. Set KEYPLANE_MASTER_KEY to the key of the database. ` +
      'To change to a new key, set KEYPLANE_MASTER_KEY to the new key and ' +
      `KEYPLANE_MASTER_KEY_PREVIOUS to the key of the database. ${WAY_OUT}`,
  );
}

function unfinishedChange(foreign: readonly SealingKey[]): MasterKeyError {
  const ids = foreign.map(({ id }) => id).join(' and ');
  return new MasterKeyError(
    `The database also contains data that was sealed with the master key ${ids}, because a ` +
      'change of keys is in progress. Set KEYPLANE_MASTER_KEY to the new key and ' +
      'KEYPLANE_MASTER_KEY_PREVIOUS to the previous one, and remove the previous one only after ' +
      `"keyplane rekey". ${WAY_OUT}`,
  );
}

function checkPlace(id: string): string {
  return `sealing_keys/${id}`;
}
