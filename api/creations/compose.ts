import { answersSince } from '../domain/answer-lifetime';
import { tombstonesSince } from '../domain/tombstones';
import type { SliceParts } from '../http/slice';
import type { Sealer } from '../sealing/sealer';
import { createAdoption, type AdoptableObjects } from './adoption';
import { createCreationReport } from './creation-report';
import { createCreationEndpoints } from './creation-routes';
import { createCreations } from './creation-service';
import type { CreationStore } from './creation-store';
import type { Creations } from './creations';
import { createIdempotency } from './idempotency-service';
import { createKnexCreationStore } from './knex-creation-store';
import { createKnexRunStore } from './run-store';
import { createNameableFilter, type NameableReads } from './nameable';
import { createNamingService } from './naming-service';
import { createRunEndpoints } from './run-routes';
import { createRunFence, createRunService } from './run-service';
import type { RunStore } from './run-store';
import type { SecretRecords } from './secret-records';

/** Remembers what Terraform runs created. Every slice with objects reports to it. */
export function composeCreations(
  dependencies: Pick<SliceParts, 'database' | 'clock'> & { readonly sealer: Sealer },
) {
  const { database, clock } = dependencies;
  const shared = { ...dependencies, unitOfWork: database };
  const store = createKnexCreationStore(database);
  const runs = createKnexRunStore(database);
  return {
    endpoints: [],
    purge: [
      () => store.purgeAnswers(answersSince(clock.now())),
      async () => {
        await store.purgeGone(tombstonesSince(clock.now()));
        await runs.purge(tombstonesSince(clock.now()));
      },
    ],
    /** Stored answers can be opened only with their header, so they can be given up but not resealed. */
    discardable: { answers: store },
    creations: createCreations({ store, runs, clock }),
    idempotency: createIdempotency({ ...shared, store }),
    runFence: createRunFence({ ...shared, runs }),
    store,
    runs,
  };
}

/** Handles what a state names and what a run has delivered. Composed after every slice with objects. */
export function composeNaming(
  dependencies: Pick<SliceParts, 'database' | 'clock'> & {
    readonly created: {
      readonly creations: Creations;
      readonly store: CreationStore;
      readonly runs: RunStore;
    };
    readonly keys: SecretRecords;
    readonly objects: AdoptableObjects;
    readonly namedKeys: Pick<NameableReads, 'keys' | 'secrets'>;
    readonly assignedServiceKeys: NameableReads['assignedServiceKeys'];
  },
) {
  const { database, clock, keys, objects, namedKeys, assignedServiceKeys } = dependencies;
  const { creations, store, runs } = dependencies.created;
  const adoption = createAdoption({ store, objects, unitOfWork: database, clock });
  const nameable = createNameableFilter({
    ...namedKeys,
    assignedServiceKeys,
    creators: async (ids) =>
      (await store.find(ids)).map(({ resourceId: id, creatorId }) => ({ id, creatorId })),
  });
  const shared = { creations, keys, nameable, unitOfWork: database, clock };
  return {
    endpoints: [
      ...createCreationEndpoints({
        naming: createNamingService({ ...shared, adoption }),
        report: createCreationReport({ store }),
      }),
      ...createRunEndpoints(createRunService({ ...shared, runs })),
    ],
    purge: [],
  };
}
