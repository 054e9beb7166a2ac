import { createBatchedRead } from '../database/batched-read';
import type { ChangeFeed } from '../database/change-feed';
import { createFreshCache } from '../database/fresh-cache';
import { createRecentlyMet } from '../database/recently-met';
import { readPromptly } from '../database/read-promptly';
import { idsBehind, type Credential, type CredentialLookup } from './credential';

export interface CredentialReads {
  /** Credentials by the hash of their secret. Unknown ones are absent. */
  bySecretHashes(hashes: readonly string[]): Promise<ReadonlyMap<string, Credential>>;
  /** Credentials by the ID of the key. Unknown ones are absent. */
  byKeyIds(keyIds: readonly string[]): Promise<ReadonlyMap<string, Credential>>;
}

/** About 2 KB each. */
const CREDENTIALS_KEPT = 5000;

/**
 * For callers who judge the credential at the moment of the lookup. Unknown secrets are not cached, so
 * guesses do not evict valid credentials. A credential is cached when it is looked up for the second time. Of
 * a million keys, few are used twice in a short time, and an entry that is never read again only costs
 * garbage collection.
 */
export function createCachedCredentialLookup(dependencies: {
  lookup: CredentialLookup & CredentialReads;
  feed: Pick<ChangeFeed, 'log' | 'isCurrent'>;
  /** Within a unit of work nothing is cached or shared, because what it reads may never be committed. */
  isUnderWay: () => boolean;
}): CredentialLookup {
  const { lookup, feed, isUnderWay } = dependencies;
  const cache = createFreshCache({ feed, maxEntries: CREDENTIALS_KEPT, idsOf: idsBehind });
  const metLately = createRecentlyMet();
  const bySecretHash = createBatchedRead((hashes) => lookup.bySecretHashes(hashes));
  const byKeyId = createBatchedRead((keyIds) => lookup.byKeyIds(keyIds));

  async function readAndKeep(
    key: string,
    read: (key: string) => Promise<Credential | undefined>,
  ): Promise<Credential | undefined> {
    const { position } = cache;
    const found = await read(key);
    if (found !== undefined && metLately(key)) cache.set(key, found, position);
    return found;
  }

  return {
    bySecretHash(hash) {
      if (isUnderWay()) return lookup.bySecretHash(hash);
      return cache.get(hash) ?? readAndKeep(hash, bySecretHash);
    },
    byKeyId(keyId) {
      if (isUnderWay()) return lookup.byKeyId(keyId);
      return cache.get(keyId) ?? readAndKeep(keyId, byKeyId);
    },
    byClientId(clientId) {
      if (isUnderWay()) return lookup.byClientId(clientId);
      return readPromptly(async () => lookup.byClientId(clientId));
    },
  };
}
