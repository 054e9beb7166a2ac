import type { CredentialSlice } from '../credentials/compose';
import type { SliceParts } from '../http/slice';
import type { KeyService } from '../keys/key-service';
import type { SecretEnder } from '../keys/secret-ender';
import { createLeakEndpoints } from './leak-routes';
import { createLeakService } from './leak-service';

/** Revokes secrets that somebody found. */
export function composeLeaks(
  dependencies: Pick<SliceParts, 'database' | 'clock' | 'audit'> & {
    readonly credentials: Pick<CredentialSlice, 'lookup' | 'outside' | 'refusedUses' | 'throttle'>;
    readonly keys: { readonly keys: KeyService; readonly ender: SecretEnder };
  },
) {
  const { database, credentials, keys } = dependencies;
  const service = createLeakService({
    ...dependencies,
    ...keys,
    lookup: credentials.outside,
    credentials: credentials.lookup,
    refusedUses: credentials.refusedUses,
    throttle: credentials.throttle,
    unitOfWork: database,
  });
  return { endpoints: createLeakEndpoints(service), purge: [] };
}
