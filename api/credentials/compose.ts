import type { ChangeFeed } from '../database/change-feed';
import type { SliceParts } from '../http/slice';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import { createCachedCredentialLookup } from './cached-credential-lookup';
import { createKnexCredentialLookup } from './knex-credential-lookup';
import { createRefusedUses } from './refused-uses';

/**
 * No key has this ID, but looking for it makes the database read as much as for an existing key.
 */
const NO_KEY = 'none';
/** Unknown secrets per minute that a network may present. Valid ones are never counted. */
const UNKNOWN_SECRETS = { name: 'unknown-secrets', attempts: 60, windowSeconds: 60 };

export type CredentialSlice = ReturnType<typeof composeCredentials>;

/** Finds the key that a presented secret belongs to. */
export function composeCredentials(
  dependencies: Pick<SliceParts, 'database' | 'clock' | 'audit'> & { readonly feed: ChangeFeed },
) {
  const { database, feed } = dependencies;
  const cached = createCachedCredentialLookup({
    lookup: createKnexCredentialLookup(database, database.reader),
    feed,
    isUnderWay: database.isUnderWay,
  });
  return {
    endpoints: [],
    purge: [],
    /** Reads the database, within the unit of work. For changes. */
    lookup: createKnexCredentialLookup(database),
    /**
     * Reads from memory if that is certainly current, otherwise from the database. Only for judging a
     * credential.
     */
    cached,
    /** Outside of units of work, for endpoints without credentials. */
    outside: createKnexCredentialLookup(database, database.reader),
    refusedUses: createRefusedUses(dependencies),
    /** Counts unknown credentials by network. */
    throttle: createNetworkThrottle(UNKNOWN_SECRETS),
    /** Reads what a verification must know. Fails if that cannot be read now. */
    async requireReadable() {
      await cached.byKeyId(NO_KEY);
    },
  };
}
