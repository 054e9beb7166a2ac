import type { UnitOfWork } from '../database/unit-of-work';
import type { TeamCaller } from '../domain/principal';
import type { KeyService } from '../keys/key-service';
import type { Creations } from './creations';

export interface NamingService {
  /** A state of the caller's stack holds these: they are recorded, and belong to that stack. */
  name(
    caller: TeamCaller,
    held: { readonly ids: readonly string[]; readonly secretVersions: readonly number[] },
  ): Promise<void>;
}

export function createNamingService(dependencies: {
  creations: Pick<Creations, 'name'>;
  keys: Pick<KeyService, 'recordSecrets'>;
  unitOfWork: UnitOfWork;
}): NamingService {
  const { creations, keys, unitOfWork } = dependencies;
  return {
    name: (caller, { ids, secretVersions }) =>
      unitOfWork.run(async () => {
        const keyIds = await keys.recordSecrets(caller, secretVersions);
        // All at once: whoever locks several creations locks them in order of ID.
        await creations.name(caller, [...ids, ...keyIds]);
      }),
  };
}
