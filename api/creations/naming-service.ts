import type { UnitOfWork } from '../database/unit-of-work';
import type { TeamCaller } from '../domain/principal';
import type { Adoption } from './adoption';
import type { Creations } from './creations';
import type { NameableFilter } from './nameable';
import type { SecretRecords } from './secret-records';

export interface NamingService {
  /**
   * A state of the caller's stack holds these: they are recorded, and belong to that stack. Objects of the
   * team that no run is known to have created are adopted. Objects that the caller neither created nor may
   * see are skipped.
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
        // These keys are locked already, and creations are locked after objects.
        await adoption.adopt(caller, keyIds);
        // All at once: every unit of work that locks several creations locks them in order of ID.
        await creations.name(caller, [...ids, ...keyIds]);
      });
    },
  };
}
