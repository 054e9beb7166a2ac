import type { SliceParts } from '../http/slice';
import type { KeyAccessPolicy } from '../keys/key-access-policy';
import type { KeyFamily } from '../domain/secret';
import type { Sealer } from '../sealing/sealer';
import { createClaimants } from './claimants';
import { createKnexClaimStore } from './claim-store';
import { createSecretClaimEndpoints } from './secret-claim-routes';
import { createSecretClaimService, type ClaimableKeys } from './secret-claim-service';
import { createSecretClaims } from './secret-claims';

/** Secrets that are kept sealed until they are claimed. */
export function composeSecretClaims(
  dependencies: SliceParts & {
    readonly sealer: Sealer;
    readonly keys: ClaimableKeys;
    readonly access: Readonly<Record<KeyFamily, KeyAccessPolicy>>;
  } & Parameters<typeof createClaimants>[0],
) {
  const { database, clock } = dependencies;
  const store = createKnexClaimStore(database);
  const service = createSecretClaimService({ ...dependencies, store, unitOfWork: database });
  const claimants = createClaimants(dependencies);
  return {
    endpoints: createSecretClaimEndpoints(service),
    purge: [() => service.purge()],
    sealed: { claims: store },
    claims: createSecretClaims({ ...dependencies, store, claimants, clock }),
    service,
  };
}
