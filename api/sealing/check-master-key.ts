import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import { MasterKeyError } from './master-key';
import type { Sealer } from './sealer';
import type { SealingKey, SealingKeyStore } from './sealing-key-store';

const CHECK_TEXT = 'keyplane';
const WAY_OUT =
  'If that key is lost for good, "keyplane rekey --discard-lost" gives up what it sealed. Keys and their ' +
  'secrets keep working.';

/**
 * At start, after the migrations and before anything is sealed: remembers the master key of a new
 * database, or of a change of keys whose previous one is given, and refuses any other.
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
 * Checks that the sealer has every master key under which the database was sealed.
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

/** @throws MasterKeyError where the check value of a key that the sealer has was altered */
export function requireOwnCheckValues(known: readonly SealingKey[], sealer: Sealer): void {
  const { current, previous } = sealer.keyIds;
  for (const { id, checkValue } of known) {
    if (id === current || id === previous) requireCheckValue(sealer, id, checkValue);
  }
}

/** A text that shows later whether the master key is the one that seals now. */
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
      `The master key in ${keyFile} is not the one of this database: it has the ID ${current}, and the ` +
        `database was sealed under ${wanted}. Restore the master.key that belongs to the database, ` +
        `or set KEYPLANE_MASTER_KEY to that key. ${WAY_OUT}`,
    );
  }
  return new MasterKeyError(
    `This is not the master key of this database: KEYPLANE_MASTER_KEY has the ID ${current}, and ` +
      `the database was sealed under ${wanted}. Give that one; to change to a new one, ` +
      `give it as KEYPLANE_MASTER_KEY_PREVIOUS next to the new one. ${WAY_OUT}`,
  );
}

function unfinishedChange(foreign: readonly SealingKey[]): MasterKeyError {
  const ids = foreign.map(({ id }) => id).join(' and ');
  return new MasterKeyError(
    `The database also holds what was sealed under the master key ${ids}: a change of keys is under ` +
      'way. Give the new key as KEYPLANE_MASTER_KEY and the former one as ' +
      `KEYPLANE_MASTER_KEY_PREVIOUS, and remove that only after "keyplane rekey". ${WAY_OUT}`,
  );
}

function checkPlace(id: string): string {
  return `sealing_keys/${id}`;
}
