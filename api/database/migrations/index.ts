import type { Knex } from 'knex';
import * as keysAndOwners from './0001-keys-and-owners';
import * as federatedIdentities from './0002-federated-identities';
import * as groupsAndNotifications from './0003-groups-and-notifications';
import * as catalogueAndWallets from './0004-catalogue-and-wallets';
import * as serviceKeys from './0005-service-keys';
import * as verifiers from './0006-verifiers';
import * as secretDeliveries from './0007-secret-deliveries';
import * as teamPoliciesAndUsage from './0008-team-policies-and-usage';
import * as changes from './0009-changes';
import * as keyUses from './0010-key-uses';
import * as repairEditedMigrations from './0010-repair-edited-migrations';
import * as runs from './0011-runs';
import * as postgresChanges from './0012-postgres-changes';
import * as usageIndexes from './0013-usage-indexes';
import * as unlimitedTexts from './0015-unlimited-texts';
import * as rollingUpgrades from './0016-rolling-upgrades';
import * as restores from './0017-restores';
import * as sentInvitations from './0018-sent-invitations';
import * as endedSecrets from './0020-ended-secrets';
import * as firstExpiries from './0023-first-expiries';
import * as creationLists from './0024-creation-lists';
import * as declaredRotations from './0025-declared-rotations';
import * as teamPolicyOwner from './0026-team-policy-owner';

/**
 * Append only: a migration that has been applied anywhere is never edited. A release only adds; what
 * the release before still uses is dropped by the next one (`api/DESIGN.md`, "Upgrades").
 */
export const MIGRATIONS: Readonly<Record<string, Knex.Migration>> = {
  '0001-keys-and-owners': keysAndOwners,
  '0002-federated-identities': federatedIdentities,
  '0003-groups-and-notifications': groupsAndNotifications,
  '0004-catalogue-and-wallets': catalogueAndWallets,
  '0005-service-keys': serviceKeys,
  '0006-verifiers': verifiers,
  '0007-secret-deliveries': secretDeliveries,
  '0008-team-policies-and-usage': teamPoliciesAndUsage,
  '0009-changes': changes,
  '0010-key-uses': keyUses,
  '0010-repair-edited-migrations': repairEditedMigrations,
  '0011-runs': runs,
  '0012-postgres-changes': postgresChanges,
  '0013-usage-indexes': usageIndexes,
  '0015-unlimited-texts': unlimitedTexts,
  '0016-rolling-upgrades': rollingUpgrades,
  '0017-restores': restores,
  '0018-sent-invitations': sentInvitations,
  '0020-ended-secrets': endedSecrets,
  '0023-first-expiries': firstExpiries,
  '0024-creation-lists': creationLists,
  '0025-declared-rotations': declaredRotations,
  '0026-team-policy-owner': teamPolicyOwner,
};
