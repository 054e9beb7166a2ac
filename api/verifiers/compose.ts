import type { SliceParts } from '../http/slice';
import { createKnexVerifierStore } from './verifier-store';
import { createVerifierEndpoints } from './verifier-routes';
import { createVerifierService } from './verifier-service';

/** The service accounts that may verify keys of every team. */
export function composeVerifiers({ database, audit }: Pick<SliceParts, 'database' | 'audit'>) {
  const store = createKnexVerifierStore(database);
  const service = createVerifierService({ store, unitOfWork: database, audit });
  return { endpoints: createVerifierEndpoints(service), purge: [] };
}
