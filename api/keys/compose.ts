import type { TeamObjects } from '../domain/team-object';
import { answersSince } from '../domain/answer-lifetime';
import { tombstonesSince } from '../domain/tombstones';
import type { SliceParts } from '../http/slice';
import { createKeyService, type KeyServiceDependencies } from './key-service';
import { createKeyViews } from './key-views';
import { createKnexExpiringKeys } from './knex-expiring-keys';
import { createKnexKeyCounts } from './knex-key-counts';
import { createKnexKeyStore } from './knex-key-store';
import { createKnexNamedKeys } from './knex-named-keys';
import { createSecretEnder } from './secret-ender';

/** Keys of every family. The families decide who may do what, and have the endpoints. */
export function composeKeys(
  dependencies: SliceParts &
    Pick<KeyServiceDependencies, 'creations' | 'claims' | 'policies' | 'dependents'>,
) {
  const { database, clock } = dependencies;
  const store = createKnexKeyStore(database);
  const shared = { ...dependencies, store, unitOfWork: database };
  const keys = createKeyService(shared);
  const objects: TeamObjects = store;
  return {
    endpoints: [],
    purge: [
      // For a day, a caller who presents a secret that a rotation ended is told so. After that the secret
      // is unknown.
      () => store.purge(tombstonesSince(clock.now()), answersSince(clock.now())),
    ],
    keys,
    /** What the key families read directly about keys. */
    reads: store,
    objects: { application_key: objects, service_account_key: objects, token: objects },
    ender: createSecretEnder({ ...shared, keys }),
    views: createKeyViews(dependencies),
    named: createKnexNamedKeys(database),
    expiring: createKnexExpiringKeys(database),
    counted: createKnexKeyCounts(database),
  };
}
