import type { Creations } from '../creations/creations';
import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import { createKeyFamilyEndpoints } from '../keys/family/key-family-routes';
import { createKeyFamilyService, type KeyReads } from '../keys/family/key-family-service';
import type { KeyService } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import type { RoleDirectory } from '../roles/role-directory';
import type { TeamPolicies } from '../teams/team-policy';
import { createKnexRoleUsage } from './knex-role-usage';
import { createKnexServiceAccountStore } from './service-account-store';
import { serviceAccountKeyFamily, type LiveKeys } from './service-account-key-family';
import { createServiceAccountEndpoints } from './service-account-routes';
import { createServiceAccountService, type AccountKeys } from './service-account-service';

/** Service accounts and their keys. */
export function composeServiceAccounts(
  dependencies: SliceParts & {
    readonly creations: Creations;
    readonly keys: KeyService;
    readonly reads: AccountKeys & LiveKeys & KeyReads;
    readonly views: KeyViews;
    readonly policies: TeamPolicies;
    readonly roles: RoleDirectory;
  },
) {
  const { database, reads: accountKeys, views } = dependencies;
  const accounts = createKnexServiceAccountStore(database);
  const shared = { ...dependencies, accounts, accountKeys, unitOfWork: database };
  const service = createServiceAccountService({ ...shared, store: accounts });
  const keyRules = serviceAccountKeyFamily.rules(shared);
  const keyService = createKeyFamilyService(serviceAccountKeyFamily, keyRules, shared);
  const objects: TeamObjects = accounts;
  return {
    endpoints: [
      ...createServiceAccountEndpoints(service),
      ...createKeyFamilyEndpoints(serviceAccountKeyFamily, { service: keyService, views }),
    ],
    purge: [],
    objects: { service_account: objects },
    service,
    keyAccess: keyRules.access,
    roleUsage: createKnexRoleUsage(shared),
    /** Other slices look up accounts here. */
    directory: accounts,
  };
}
