import { MasterKeyError, parseMasterKey, type MasterKeys } from './master-key';
import { readMasterKeyFile, readOrCreateMasterKeyFile } from './master-key-file';

/**
 * On SQLite, a missing key is generated once and written to `file`. Replicas on PostgreSQL share no
 * file, so the key must be given there.
 * @throws MasterKeyError
 */
export async function resolveMasterKeys(given: {
  current: string | undefined;
  previous: string | undefined;
  database: 'sqlite' | 'postgres';
  file: string;
  /**
   * The IDs of the master keys with which the database was sealed already. If there are any, no
   * other key is generated, because it would open nothing.
   */
  sealedUnder: () => Promise<readonly string[]>;
}): Promise<MasterKeys> {
  const previous =
    given.previous === undefined
      ? null
      : parseMasterKey(given.previous, 'KEYPLANE_MASTER_KEY_PREVIOUS');
  const current = await resolveCurrent(given);
  if (previous?.equals(current)) {
    throw new MasterKeyError(
      'KEYPLANE_MASTER_KEY and KEYPLANE_MASTER_KEY_PREVIOUS are the same key. Set ' +
        'KEYPLANE_MASTER_KEY to the new key, or remove KEYPLANE_MASTER_KEY_PREVIOUS.',
    );
  }
  return { current, previous };
}

async function resolveCurrent(given: {
  current: string | undefined;
  database: 'sqlite' | 'postgres';
  file: string;
  sealedUnder: () => Promise<readonly string[]>;
}): Promise<Buffer> {
  if (given.current !== undefined) return parseMasterKey(given.current, 'KEYPLANE_MASTER_KEY');
  if (given.database === 'sqlite') {
    const kept = await readMasterKeyFile(given.file);
    if (kept !== undefined) return kept;
    const ids = await given.sealedUnder();
    if (ids.length > 0) throw missing(given.file, ids);
    return readOrCreateMasterKeyFile(given.file);
  }
  throw new MasterKeyError(
    'Keyplane on PostgreSQL needs KEYPLANE_MASTER_KEY, the same on every replica. The key ' +
      'must not be in the database, because it protects what the database contains. Create ' +
      'one with: openssl rand -base64 32',
  );
}

function missing(file: string, ids: readonly string[]): MasterKeyError {
  return new MasterKeyError(
    `${file} is missing, but the database was sealed with the master key ` +
      `${ids.join(' and ')}. Restore the file from the backup that contains the database, or ` +
      'set KEYPLANE_MASTER_KEY to the key. Nothing was changed. If the key is lost permanently, ' +
      '"keyplane rekey --discard-lost" discards everything that was sealed with it. Keys and ' +
      'their secrets remain valid.',
  );
}
