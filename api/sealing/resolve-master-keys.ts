import { MasterKeyError, parseMasterKey, type MasterKeys } from './master-key';
import { readOrCreateMasterKeyFile } from './master-key-file';

/**
 * On SQLite a missing key is generated to `file`, once; replicas on PostgreSQL have no file in
 * common, so there it must be given.
 * @throws MasterKeyError
 */
export async function resolveMasterKeys(given: {
  current: string | undefined;
  previous: string | undefined;
  database: 'sqlite' | 'postgres';
  file: string;
}): Promise<MasterKeys> {
  const previous =
    given.previous === undefined
      ? null
      : parseMasterKey(given.previous, 'KEYPLANE_MASTER_KEY_PREVIOUS');
  const current = await resolveCurrent(given);
  if (previous?.equals(current)) {
    throw new MasterKeyError(
      'KEYPLANE_MASTER_KEY and KEYPLANE_MASTER_KEY_PREVIOUS are the same key. ' +
        'Give the new key as the first, or leave the second away.',
    );
  }
  return { current, previous };
}

async function resolveCurrent(given: {
  current: string | undefined;
  database: 'sqlite' | 'postgres';
  file: string;
}): Promise<Buffer> {
  if (given.current !== undefined) return parseMasterKey(given.current, 'KEYPLANE_MASTER_KEY');
  if (given.database === 'sqlite') return readOrCreateMasterKeyFile(given.file);
  throw new MasterKeyError(
    'Keyplane on PostgreSQL needs KEYPLANE_MASTER_KEY, the same on every replica, because what it ' +
      'seals in the database must not be opened by the database alone. ' +
      'Make one with: openssl rand -base64 32',
  );
}
