import { createApplicationKeyEndpoints } from '../application-keys/application-key-routes';
import { createAuditEndpoints } from '../audit/audit-routes';
import { createCatalogEndpoints } from '../catalog/catalog-routes';
import { createCreationReport } from '../creations/creation-report';
import { createCreationEndpoints } from '../creations/creation-routes';
import { createNamingService } from '../creations/naming-service';
import { createRunEndpoints } from '../creations/run-routes';
import type { UnitOfWork } from '../database/unit-of-work';
import { createGroupEndpoints } from '../groups/group-routes';
import type { Endpoint } from '../http/endpoint';
import { createMemberEndpoints } from '../members/member-routes';
import { createNotificationEndpoints } from '../notifications/notification-routes';
import { createPermissionEndpoints } from '../permissions/permission-routes';
import { createRoleEndpoints } from '../roles/role-routes';
import { createSecretClaimEndpoints } from '../secret-claims/secret-claim-routes';
import { createServiceAccountKeyEndpoints } from '../service-accounts/service-account-key-routes';
import { createServiceAccountEndpoints } from '../service-accounts/service-account-routes';
import { createServiceKeyEndpoints } from '../service-keys/service-key-routes';
import { createTokenEndpoints } from '../service-keys/token-routes';
import type { Slices } from './slices';
import { createTeamPolicyEndpoints } from '../teams/team-policy-routes';
import { createTeamEndpoints } from '../teams/team-routes';
import { createUsageEndpoints } from '../usage/usage-routes';
import { createChargeEndpoints } from '../wallets/charge-routes';
import { createWalletEndpoints } from '../wallets/wallet-routes';
import { createVerifierEndpoints } from '../verifiers/verifier-routes';
import { createWhoamiEndpoints } from '../whoami/whoami-routes';
import { createWhoamiService } from '../whoami/whoami-service';

/** Everything that Keyplane answers in JSON, in the order in which the document shows it. */
export function createEndpoints(dependencies: {
  slices: Slices;
  unitOfWork: UnitOfWork;
}): Endpoint[] {
  const { slices, unitOfWork } = dependencies;
  const { keyViews: views } = slices;
  return [
    ...createWhoamiEndpoints(
      createWhoamiService({
        teams: slices.teamDirectory,
        accounts: slices.accountDirectory,
        restores: slices.restoreStore,
      }),
    ),
    ...createTeamEndpoints(slices.teams),
    ...createTeamPolicyEndpoints(slices.teamPolicies),
    ...createMemberEndpoints(slices.members),
    ...createGroupEndpoints(slices.groups),
    ...createNotificationEndpoints(slices.notifications),
    ...createPermissionEndpoints(),
    ...createRoleEndpoints(slices.roles),
    ...createApplicationKeyEndpoints({ service: slices.applicationKeys, views }),
    ...createServiceAccountEndpoints(slices.serviceAccounts),
    ...createServiceAccountKeyEndpoints({ service: slices.serviceAccountKeys, views }),
    ...createServiceKeyEndpoints({ service: slices.serviceKeys.serviceKeys, views }),
    ...createTokenEndpoints({ service: slices.serviceKeys.tokens, views }),
    ...createSecretClaimEndpoints(slices.secretClaims),
    ...createUsageEndpoints(slices.usageReports),
    ...createCatalogEndpoints(slices.catalog),
    ...createWalletEndpoints(slices),
    ...createChargeEndpoints(slices.charges),
    ...createCreationEndpoints({
      naming: createNamingService({ ...slices, unitOfWork }),
      report: createCreationReport({ store: slices.creationStore }),
    }),
    ...createRunEndpoints(slices.runs),
    ...createAuditEndpoints(slices.auditEvents),
    ...createVerifierEndpoints(slices.verifiers),
  ];
}
