import type { AuditTrail } from '../domain/audit-trail';
import type { CatalogDirectory } from '../catalog/catalog-directory';
import type { Creations } from '../creations/creations';
import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import type { TeamObjects } from '../domain/team-object';
import type { KeyService } from '../keys/key-service';
import type { TeamPolicies } from '../teams/team-policy';
import type { MemberDirectory } from '../members/member-directory';
import type { Notices } from '../notifications/notices';
import type { WalletDirectory } from '../wallets/wallet-ports';
import { createCatalogUsers } from './catalog-users';
import { createFreeServiceKeys } from './free-service-keys';
import { createKnexServiceKeyStore } from './knex-service-key-store';
import { createServiceKeyDeparture } from './service-key-departure';
import { createServiceKeyDirectory } from './service-key-directory';
import { createServiceKeyService } from './service-key-service';
import { createTokenIssuer } from './token-issuer';
import { createTokenService, type TokenLocks, type TokenReads } from './token-service';

export interface ServiceKeySliceDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly audit: AuditTrail;
  readonly creations: Creations;
  readonly keys: KeyService;
  readonly reads: TokenReads & TokenLocks;
  readonly policies: TeamPolicies;
  readonly catalog: CatalogDirectory;
  readonly wallets: WalletDirectory;
  readonly members: MemberDirectory;
  readonly notices: Notices;
}

/** The slice whole: its services, and what it offers to the others. */
export function composeServiceKeys(dependencies: ServiceKeySliceDependencies) {
  const { database, clock, ids, audit, creations, keys, catalog } = dependencies;
  const store = createKnexServiceKeyStore(database);
  const tokens = createTokenIssuer(dependencies);
  const shared = { keys, unitOfWork: database, clock, audit, creations };

  return {
    serviceKeys: createServiceKeyService({ ...dependencies, ...shared, store, tokens }),
    tokens: createTokenService({ ...dependencies, ...shared, store, issuer: tokens }),
    founding: createFreeServiceKeys({ store, clock, ids, audit }),
    departure: createServiceKeyDeparture({ store, keys }),
    directory: createServiceKeyDirectory({ store, catalog }),
    catalogUsers: createCatalogUsers({ ...dependencies, store }),
    objects: store as TeamObjects,
    assignedAmong: (memberId: string, ids: readonly string[]) => store.assignedAmong(memberId, ids),
    /** Service keys that are not revoked and pay from this wallet. */
    countPaidFrom: (walletId: string) => store.countPaidFrom(walletId),
    purge: (tombstonesBefore: Date) => store.purge(tombstonesBefore),
  };
}
