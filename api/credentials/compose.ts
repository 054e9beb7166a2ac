import type { ChangeFeed } from '../database/change-feed';
import type { SliceParts } from '../http/slice';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import { createCachedCredentialLookup } from './cached-credential-lookup';
import { createKnexCredentialLookup } from './knex-credential-lookup';
import { createRefusedUses } from './refused-uses';

/** No key has this ID. To look for it, the database reads all that it does for one that exists. */
const NO_KEY = 'none';
/** Unknown secrets per minute that a network may present; valid ones are never counted. */
const UNKNOWN_SECRETS = { name: 'unknown-secrets', attempts: 60, windowSeconds: 60 };

export type CredentialSlice = ReturnType<typeof composeCredentials>;

/** Whose secret somebody presents. */
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
    /** What the database says at this moment, within the unit of work: for changes. */
    lookup: createKnexCredentialLookup(database),
    /** The same from memory where that is certain: for what only judges. */
    cached,
    /** Outside of units of work, for what anybody may ask. */
    outside: createKnexCredentialLookup(database, database.reader),
    refusedUses: createRefusedUses(dependencies),
    /** Counts credentials that nobody has, by network. */
    throttle: createNetworkThrottle(UNKNOWN_SECRETS),
    /** Reads what a verification must know. Fails if that cannot be read now. */
    async requireReadable() {
      await cached.byKeyId(NO_KEY);
    },
  };
}
