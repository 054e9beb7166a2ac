import type { Creations } from '../creations/creations';
import type { TeamObjects } from '../domain/team-object';
import type { SliceParts } from '../http/slice';
import type { KeyService } from '../keys/key-service';
import type { KeyViews } from '../keys/key-views';
import type { RoleDirectory } from '../roles/role-directory';
import type { TeamPolicies } from '../teams/team-policy';
import { createAccountKeyGate } from './account-key-gate';
import { createKnexRoleUsage } from './knex-role-usage';
import { createKnexServiceAccountStore } from './service-account-store';
import { createServiceAccountKeyEndpoints } from './service-account-key-routes';
import {
  createServiceAccountKeyService,
  type AccountKeyReads,
} from './service-account-key-service';
import { createServiceAccountEndpoints } from './service-account-routes';
import { createServiceAccountService, type AccountKeys } from './service-account-service';

/** Service accounts and their keys. */
export function composeServiceAccounts(
  dependencies: SliceParts & {
    readonly creations: Creations;
    readonly keys: KeyService;
    readonly reads: AccountKeys & AccountKeyReads;
    readonly views: KeyViews;
    readonly policies: TeamPolicies;
    readonly roles: RoleDirectory;
  },
) {
  const { database, reads: accountKeys, roles, views } = dependencies;
  const accounts = createKnexServiceAccountStore(database);
  const keyGate = createAccountKeyGate({ accounts, roles });
  const shared = { ...dependencies, accounts, accountKeys, unitOfWork: database };
  const service = createServiceAccountService({ ...shared, store: accounts });
  const keyService = createServiceAccountKeyService({ ...shared, gate: keyGate });
  const objects: TeamObjects = accounts;
  return {
    endpoints: [
      ...createServiceAccountEndpoints(service),
      ...createServiceAccountKeyEndpoints({ service: keyService, views }),
    ],
    purge: [],
    objects: { service_account: objects },
    service,
    keyGate,
    roleUsage: createKnexRoleUsage(shared),
    /** Where other slices look accounts up. */
    directory: accounts,
  };
}
