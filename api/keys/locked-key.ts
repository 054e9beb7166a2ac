import { Failure } from '../domain/failure';
import type { Key } from './key';
import type { KeyStore } from './key-store';

/**
 * Locks the key, so that nobody changes it until the unit of work ends.
 * @throws Failure `not_found`
 */
export async function lockedKey(store: Pick<KeyStore, 'findForUpdate'>, id: string): Promise<Key> {
  const key = await store.findForUpdate(id);
  if (key === undefined) throw new Failure('not_found', 'There is no such key.');
  return key;
}
