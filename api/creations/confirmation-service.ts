import type { UnitOfWork } from '../database/unit-of-work';
import type { TeamCaller } from '../domain/principal';
import type { KeyService } from '../keys/key-service';
import type { Creations } from './creations';

export interface ConfirmationService {
  /** What the caller, or the stack on whose behalf it asks, has made and knows from its state. */
  confirm(
    caller: TeamCaller,
    known: { readonly ids: readonly string[]; readonly secretVersions: readonly number[] },
  ): Promise<void>;
}

export function createConfirmationService(dependencies: {
  creations: Pick<Creations, 'confirm'>;
  keys: Pick<KeyService, 'confirmSecrets'>;
  unitOfWork: UnitOfWork;
}): ConfirmationService {
  const { creations, keys, unitOfWork } = dependencies;
  return {
    confirm: (caller, { ids, secretVersions }) =>
      unitOfWork.run(async () => {
        await keys.confirmSecrets(caller, secretVersions);
        await creations.confirm(caller, ids);
      }),
  };
}
