import { createKeyAlerts } from '../alerts/key-alerts';
import { APPLICATION_KEY_GATE } from '../application-keys/application-key-gate';
import { createWorkingKeys } from '../application-keys/working-keys';
import { createApplicationKeyIssuer } from '../application-keys/application-key-issuer';
import { createApplicationKeyService } from '../application-keys/application-key-service';
import { createAuditService } from '../audit/audit-service';
import { createAuditTrail } from '../audit/create-audit-trail';
import { createKnexAuditStore } from '../audit/knex-audit-store';
import { createCatalogService } from '../catalog/catalog-service';
import { createCatalogDirectory } from '../catalog/create-catalog-directory';
import { createKnexCatalogStore } from '../catalog/knex-catalog-store';
import { composeNaming } from './compose-naming';
import { createCreations } from '../creations/creation-service';
import { createIdempotency } from '../creations/idempotency-service';
import { createKnexCreationStore } from '../creations/knex-creation-store';
import { createKnexRunStore } from '../creations/knex-run-store';
import { createRunFence, createRunService } from '../creations/run-service';
import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import { createKnexFederatedIdentityStore } from '../federation/knex-federated-identity-store';
import { createGroupMemberships } from '../groups/group-memberships';
import { createGroupService } from '../groups/group-service';
import { createKnexGroupStore } from '../groups/knex-group-store';
import { createUlidIds } from './ulid-ids';
import { createKeyService } from '../keys/key-service';
import { createKnexExpiringKeys } from '../keys/knex-expiring-keys';
import { createSecretEnder } from '../keys/secret-ender';
import { createKeyViews } from '../keys/key-views';
import { createKnexKeyStore } from '../keys/knex-key-store';
import { createKnexRestoreStore } from '../restores/knex-restore-store';
import { createInvitationLimits } from '../mail/invitation-limits';
import { createInvitationPost } from '../mail/invitation-mail';
import { createKnexSentInvitationStore } from '../mail/knex-sent-invitation-store';
import { createKnexOutboxStore } from '../mail/knex-outbox-store';
import { createOutbox, NO_OUTBOX } from '../mail/outbox';
import { guardInvitations, UNKNOWN_INVITATIONS } from '../members/guarded-invitations';
import { createKnexMemberStore } from '../members/knex-member-store';
import { createMemberDirectory } from '../members/member-directory';
import { createMemberService } from '../members/member-service';
import { createTeamOwners } from '../members/team-owners';
import { createKnexNotificationStore } from '../notifications/knex-notification-store';
import { createNotices } from '../notifications/notices';
import { createNotificationService } from '../notifications/notification-service';
import { createNetworkThrottle } from '../rate-limit/network-throttle';
import { createRoleDirectory } from '../roles/create-role-directory';
import { createKnexRoleStore } from '../roles/knex-role-store';
import { createRoleService } from '../roles/role-service';
import { createClaimants } from '../secret-claims/claimants';
import { createKnexClaimStore } from '../secret-claims/knex-claim-store';
import { createSecretClaimService } from '../secret-claims/secret-claim-service';
import { createSecretClaims } from '../secret-claims/secret-claims';
import { composeServiceKeys } from '../service-keys/compose-service-keys';
import { TOKEN_GATE } from '../service-keys/token-access';
import type { Sealer } from '../sealing/sealer';
import { createAccountKeyGate } from '../service-accounts/account-key-gate';
import { createKnexRoleUsage } from '../service-accounts/knex-role-usage';
import { createKnexServiceAccountStore } from '../service-accounts/knex-service-account-store';
import { createServiceAccountKeyService } from '../service-accounts/service-account-key-service';
import { createServiceAccountService } from '../service-accounts/service-account-service';
import { createKnexTeamStore } from '../teams/knex-team-store';
import { createTeamDirectory } from '../teams/team-directory';
import { createTeamPolicyService } from '../teams/team-policy-service';
import { createTeamService } from '../teams/team-service';
import { createKnexUsageStore } from '../usage/knex-usage-store';
import { createUsageReportService } from '../usage/usage-report-service';
import { composeWallets } from '../wallets/compose-wallets';
import { createKnexVerifierStore } from '../verifiers/knex-verifier-store';
import { createVerifierService } from '../verifiers/verifier-service';

export interface SliceDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealer: Sealer;
  /** What failed beside a request and must not fail it. */
  readonly onError: (error: unknown) => void;
  /** Whether mail is configured: else nothing waits in the outbox. */
  readonly mailed?: boolean;
}

export type Slices = ReturnType<typeof createSlices>;

/** Every slice's service on its knex store: what both the server and the command line stand on. */
export function createSlices(dependencies: SliceDependencies) {
  const { database, clock, sealer, onError, mailed = false } = dependencies;
  const ids = createUlidIds(clock);
  const unitOfWork = database;

  const auditStore = createKnexAuditStore(database);
  const audit = createAuditTrail({ store: auditStore, clock, ids, onError });

  const creationStore = createKnexCreationStore(database);
  const runStore = createKnexRunStore(database);
  const creations = createCreations({ store: creationStore, runs: runStore, clock });
  const idempotency = createIdempotency({ store: creationStore, unitOfWork, sealer, clock });

  const keyStore = createKnexKeyStore(database);
  const memberStore = createKnexMemberStore(database);
  const memberDirectory = createMemberDirectory({ store: memberStore });
  const accountStore = createKnexServiceAccountStore(database);
  const claimStore = createKnexClaimStore(database);
  const claims = createSecretClaims({
    store: claimStore,
    sealer,
    claimants: createClaimants({ members: memberDirectory, accounts: accountStore }),
    clock,
  });
  const teamStore = createKnexTeamStore(database);
  const teamDirectory = createTeamDirectory({ store: teamStore });
  const keys = createKeyService({
    store: keyStore,
    unitOfWork,
    clock,
    ids,
    audit,
    creations,
    claims,
    policies: teamDirectory,
  });
  const memberKeys = {
    ...createApplicationKeyIssuer({ keys, policies: teamDirectory }),
    ...createWorkingKeys({ reads: keyStore, clock }),
    revokeKeysOfOwner: keys.revokeAllOf,
  };

  const people = { store: memberStore, unitOfWork, clock, ids, audit, keys: memberKeys };
  const owners = createTeamOwners(people);

  const catalogStore = createKnexCatalogStore(database);
  const catalogDirectory = createCatalogDirectory({ store: catalogStore });
  const walletUsage = {
    serviceKeyCount: (walletId: string) => serviceKeys.countPaidFrom(walletId),
  };
  const money = composeWallets({ database, clock, ids, audit, creations, usage: walletUsage });
  const outboxStore = createKnexOutboxStore(database);
  const outbox = mailed ? createOutbox({ store: outboxStore, clock, ids }) : NO_OUTBOX;
  const invitationLimits = createInvitationLimits({
    store: createKnexSentInvitationStore(database),
    clock,
  });
  const invitationPost = mailed
    ? createInvitationPost({ outbox, limits: invitationLimits, sealer })
    : null;
  const notificationStore = createKnexNotificationStore(database);
  const notices = createNotices({ store: notificationStore, outbox, clock, ids });

  const serviceKeys = composeServiceKeys({
    database,
    clock,
    ids,
    audit,
    creations,
    keys,
    reads: keyStore,
    policies: teamDirectory,
    catalog: catalogDirectory,
    wallets: money.walletDirectory,
    members: memberDirectory,
    notices,
  });

  const groupStore = createKnexGroupStore(database);
  const departures = [createGroupMemberships({ store: groupStore, audit }), serviceKeys.departure];

  const roleStore = createKnexRoleStore(database);
  const roles = createRoleDirectory({ store: roleStore });
  const usage = createKnexRoleUsage({ database, accountKeys: keyStore, clock });

  const accountKeyGate = createAccountKeyGate({ accounts: accountStore, roles });
  const owned = { keys, unitOfWork, clock, audit, creations };

  const usageStore = createKnexUsageStore(database);
  const naming = composeNaming({
    database,
    clock,
    creationStore,
    objects: {
      role: roleStore,
      service_account: accountStore,
      service_account_key: keyStore,
      application_key: keyStore,
      service_key: serviceKeys.objects,
      token: keyStore,
      group: groupStore,
      member: memberStore,
      wallet: money.walletObjects,
      federated_identity: createKnexFederatedIdentityStore(database),
    },
    assignedServiceKeys: serviceKeys.assignedAmong,
  });

  return {
    ...money,
    catalog: createCatalogService({
      store: catalogStore,
      users: serviceKeys.catalogUsers,
      unitOfWork,
      clock,
      audit,
    }),
    catalogDirectory,
    audit,
    auditEvents: createAuditService({ store: auditStore }),
    verifiers: createVerifierService({
      store: createKnexVerifierStore(database),
      unitOfWork,
      audit,
    }),
    creationStore,
    creations,
    ...naming,
    runStore,
    runs: createRunService({ ...naming, runs: runStore, creations, keys, unitOfWork, clock }),
    runFence: createRunFence({ runs: runStore, unitOfWork, clock }),
    idempotency,
    ids,
    keys,
    keyStore,
    secretEnder: createSecretEnder({ store: keyStore, keys, unitOfWork, clock, audit }),
    keyViews: createKeyViews({ claims, clock }),
    secretClaims: createSecretClaimService({
      store: claimStore,
      keys: keyStore,
      gates: {
        application_key: APPLICATION_KEY_GATE,
        service_account_key: accountKeyGate,
        token: TOKEN_GATE,
      },
      sealer,
      unitOfWork,
      clock,
      audit,
    }),
    memberKeys,
    memberDirectory,
    members: guardInvitations({
      members: createMemberService({ ...people, creations, departures, invitationPost }),
      store: memberStore,
      isSuspended: teamDirectory.isSuspended,
      clock,
      throttle: createNetworkThrottle(UNKNOWN_INVITATIONS),
    }),
    invitationLimits,
    groups: createGroupService({
      store: groupStore,
      members: memberDirectory,
      unitOfWork,
      clock,
      ids,
      audit,
      creations,
    }),
    keyAlerts: createKeyAlerts({
      keys: createKnexExpiringKeys(database),
      told: notificationStore,
      outbox,
      subscriptions: groupStore,
      members: memberDirectory,
      ownerNames: {
        member: async (teamId, id) => (await memberStore.find(teamId, id))?.name,
        service_account: async (teamId, id) => (await accountStore.find(teamId, id))?.name,
        service_key: async (teamId, id) => (await serviceKeys.directory.find(teamId, id))?.name,
      },
      teamName: async (teamId) => (await teamDirectory.team(teamId)).name,
      unitOfWork,
      clock,
      ids,
      onError,
    }),
    notices,
    notifications: createNotificationService({ store: notificationStore, unitOfWork, clock }),
    notificationStore,
    outboxStore,
    owners,
    teams: createTeamService({
      store: teamStore,
      unitOfWork,
      clock,
      ids,
      audit,
      owners,
      foundings: [serviceKeys.founding],
    }),
    teamPolicies: createTeamPolicyService({ store: teamStore, unitOfWork, clock, audit }),
    teamDirectory,
    teamStore,
    restoreStore: createKnexRestoreStore(database),
    usageStore,
    usageReports: createUsageReportService({ store: usageStore, clock }),
    serviceKeys,
    roleDirectory: roles,
    accountDirectory: accountStore,
    roles: createRoleService({
      store: roleStore,
      unitOfWork,
      clock,
      ids,
      audit,
      creations,
      usage,
    }),
    applicationKeys: createApplicationKeyService({
      ...owned,
      reads: keyStore,
      policies: teamDirectory,
    }),
    serviceAccounts: createServiceAccountService({
      ...owned,
      store: accountStore,
      accountKeys: keyStore,
      roles,
      ids,
    }),
    serviceAccountKeys: createServiceAccountKeyService({
      ...owned,
      accounts: accountStore,
      gate: accountKeyGate,
      reads: keyStore,
      policies: teamDirectory,
    }),
  };
}
