import type { CatalogDirectory } from '../catalog/catalog-directory';
import type { Creations } from '../creations/creations';
import type { TeamObjects } from '../domain/team-object';
import { tombstonesSince } from '../domain/tombstones';
import type { SliceParts } from '../http/slice';
import { createKeyFamilyEndpoints } from '../keys/family/key-family-routes';
import { createKeyFamilyService, type KeyReads } from '../keys/family/key-family-service';
import { createKeyIssuer } from '../keys/family/key-issuer';
import type { KeyService } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import type { TeamPolicies } from '../teams/team-policy';
import type { MemberDirectory } from '../members/member-directory';
import type { Notices } from '../notifications/notices';
import type { WalletDirectory } from '../wallets/wallet-directory';
import { createCatalogUsers } from './catalog-users';
import { createFreeServiceKeys } from './free-service-keys';
import { createKnexServiceKeyStore } from './service-key-store';
import { createServiceKeyDeparture } from './service-key-departure';
import { createServiceKeyDirectory } from './service-key-directory';
import { createServiceKeyEndpoints } from './service-key-routes';
import { createServiceKeyService } from './service-key-service';
import type { CurrentTerms } from './terms';
import { tokenFamily } from './token-family';
import type { TokenLocks } from './token-owner';

export interface ServiceKeySliceDependencies extends SliceParts {
  readonly creations: Creations;
  readonly keys: KeyService;
  readonly views: KeyViews;
  readonly reads: KeyReads & TokenLocks;
  readonly policies: TeamPolicies;
  readonly catalog: CatalogDirectory;
  readonly wallets: WalletDirectory;
  readonly members: MemberDirectory;
  readonly notices: Notices;
  readonly terms: CurrentTerms;
}

/** Service keys and the tokens of their members. */
export function composeServiceKeys(dependencies: ServiceKeySliceDependencies) {
  const { database, clock, ids, audit, creations, keys, views, catalog, terms } = dependencies;
  const store = createKnexServiceKeyStore(database);
  const shared = { keys, unitOfWork: database, clock, audit, creations };
  const serviceKeys = createServiceKeyService({
    ...dependencies,
    ...shared,
    store,
    tokens: createKeyIssuer(tokenFamily, dependencies),
  });
  const tokenRules = tokenFamily.rules({ ...shared, store, terms });
  const tokens = createKeyFamilyService(tokenFamily, tokenRules, { ...dependencies, ...shared });
  const objects: TeamObjects = store;

  return {
    endpoints: [
      ...createServiceKeyEndpoints({ service: serviceKeys, views, terms }),
      ...createKeyFamilyEndpoints(tokenFamily, { service: tokens, views }),
    ],
    purge: [() => store.purge(tombstonesSince(clock.now()))],
    objects: { service_key: objects },
    serviceKeys,
    terms,
    tokenAccess: tokenRules.access,
    founding: createFreeServiceKeys({ store, clock, ids, audit }),
    departure: createServiceKeyDeparture({ store, keys }),
    directory: createServiceKeyDirectory({ store, catalog }),
    catalogUsers: createCatalogUsers({ ...dependencies, store }),
    assignedAmong: (memberId: string, ids: readonly string[]) => store.assignedAmong(memberId, ids),
    /** Service keys that are not revoked and pay from a wallet. */
    walletUsage: { serviceKeyCount: (walletId: string) => store.countPaidFrom(walletId) },
  };
}
