import { createAdoption } from '../creations/adoption';
import type { CreationStore } from '../creations/creation-store';
import { createNameableFilter, type NameableReads } from '../creations/nameable';
import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import { createKnexNamedKeys } from '../keys/knex-named-keys';

/** What the naming of a state's objects needs of the slices that have these objects. */
export function composeNaming(dependencies: {
  database: Database;
  clock: Clock;
  creationStore: CreationStore;
  objects: Parameters<typeof createAdoption>[0]['objects'];
  assignedServiceKeys: NameableReads['assignedServiceKeys'];
}) {
  const { database, clock, creationStore, objects, assignedServiceKeys } = dependencies;
  return {
    adoption: createAdoption({ store: creationStore, objects, unitOfWork: database, clock }),
    nameable: createNameableFilter({
      ...createKnexNamedKeys(database),
      assignedServiceKeys,
      creators: async (ids) =>
        (await creationStore.find(ids)).map(({ resourceId: id, creatorId }) => ({ id, creatorId })),
    }),
  };
}
