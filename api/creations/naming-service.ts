import type { UnitOfWork } from '../database/unit-of-work';
import type { TeamCaller } from '../domain/principal';
import type { Adoption } from './adoption';
import type { Creations } from './creations';
import type { NameableFilter } from './nameable';
import type { SecretRecords } from './secret-records';

export interface NamingService {
  /**
   * Records objects that a state of the caller's stack holds. They belong to that stack from then on. Objects
   * of the team that no run is known to have created are adopted. Objects that the caller neither created nor
   * may see are skipped.
   */
  name(
    caller: TeamCaller,
    held: { readonly ids: readonly string[]; readonly secretVersions: readonly number[] },
  ): Promise<void>;
}

export function createNamingService(dependencies: {
  nameable: NameableFilter;
  adoption: Adoption;
  creations: Pick<Creations, 'name'>;
  keys: Pick<SecretRecords, 'recordSecrets'>;
  unitOfWork: UnitOfWork;
}): NamingService {
  const { nameable, adoption, creations, keys, unitOfWork } = dependencies;
  return {
    async name(caller, held) {
      const ids = await nameable.ids(caller, held.ids);
      const secretVersions = await nameable.secretVersions(caller, held.secretVersions);
      await adoption.adopt(caller, ids);
      await unitOfWork.run(async () => {
        const keyIds = await keys.recordSecrets(caller, secretVersions);
        // The keys are locked before the creations. Every unit of work locks objects before creations.
        await adoption.adopt(caller, keyIds);
        // All creations are locked in one call and in order of ID, as in every other unit of work.
        await creations.name(caller, [...ids, ...keyIds]);
      });
    },
  };
}
