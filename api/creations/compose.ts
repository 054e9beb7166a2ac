import { answersSince } from '../domain/answer-lifetime';
import { tombstonesSince } from '../domain/tombstones';
import type { SliceParts } from '../http/slice';
import type { Sealer } from '../sealing/sealer';
import { createKnexAnswerStore, type AnswerStore } from './answer-store';
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
import { createRunFence } from './run-fence';
import { createRunService } from './run-service';
import type { RunStore } from './run-store';
import type { SecretRecords } from './secret-records';

/** Remembers what Terraform runs created. Every slice with objects reports to it. */
export function composeCreations(
  dependencies: Pick<SliceParts, 'database' | 'clock'> & { readonly sealer: Sealer },
) {
  const { database, clock } = dependencies;
  const shared = { ...dependencies, unitOfWork: database };
  const store = createKnexCreationStore(database);
  const answers = createKnexAnswerStore(database);
  const runs = createKnexRunStore(database);
  return {
    endpoints: [],
    purge: [
      () => answers.purge(answersSince(clock.now())),
      async () => {
        await store.purgeGone(tombstonesSince(clock.now()));
        await runs.purge(tombstonesSince(clock.now()));
      },
    ],
    /**
     * Stored answers can be opened only with their header, so they can be discarded but not resealed.
     */
    discardable: { answers },
    creations: createCreations({ store, answers, runs, clock }),
    idempotency: createIdempotency({ ...shared, answers }),
    runFence: createRunFence({ ...shared, runs }),
    store,
    answers,
    runs,
  };
}

/** Handles what a state names and what a run has delivered. Composed after every slice with objects. */
export function composeNaming(
  dependencies: Pick<SliceParts, 'database' | 'clock'> & {
    readonly created: {
      readonly creations: Creations;
      readonly store: CreationStore;
      readonly answers: AnswerStore;
      readonly runs: RunStore;
    };
    readonly keys: SecretRecords;
    readonly objects: AdoptableObjects;
    readonly namedKeys: Pick<NameableReads, 'keys' | 'secrets'>;
    readonly assignedServiceKeys: NameableReads['assignedServiceKeys'];
  },
) {
  const { database, clock, keys, objects, namedKeys, assignedServiceKeys } = dependencies;
  const { creations, store, answers, runs } = dependencies.created;
  const adoption = createAdoption({ store, answers, objects, unitOfWork: database, clock });
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
