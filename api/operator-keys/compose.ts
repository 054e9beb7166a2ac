import type { SliceParts } from '../http/slice';
import type { KeyService } from '../keys/key-service';
import { createOperatorKeyEndpoints } from './operator-key-routes';
import { createOperatorKeyService, type OperatorKeyReads } from './operator-key-service';

/** The keys of the operator, who belongs to no team. */
export function composeOperatorKeys(
  dependencies: Pick<SliceParts, 'database' | 'clock' | 'audit'> & {
    readonly keys: Pick<KeyService, 'issue' | 'revokeHeld'>;
    readonly reads: OperatorKeyReads;
  },
) {
  const { database, clock } = dependencies;
  const service = createOperatorKeyService({ ...dependencies, unitOfWork: database });
  return { endpoints: createOperatorKeyEndpoints(service, clock), purge: [] };
}
