import { composeAlerts } from '../alerts/compose';
import { composeApplicationKeys } from '../application-keys/compose';
import { composeAudit } from '../audit/compose';
import { composeCatalog } from '../catalog/compose';
import { composeCreations, composeNaming } from '../creations/compose';
import type { Database } from '../database/database';
import type { Clock } from '../domain/clock';
import type { Ids } from '../domain/ids';
import { federatedIdentityObjects } from '../federation/compose';
import { composeGroups } from '../groups/compose';
import type { Slice } from '../http/slice';
import { composeKeys } from '../keys/compose';
import { composeMail } from '../mail/compose';
import { composeMembers } from '../members/compose';
import { composeNotifications } from '../notifications/compose';
import { composeOperatorKeys } from '../operator-keys/compose';
import { composePeople } from '../people/compose';
import { composePermissions } from '../permissions/compose';
import { composeRestores } from '../restores/compose';
import { composeRoles } from '../roles/compose';
import type { Sealer } from '../sealing/sealer';
import { composeSecretClaims } from '../secret-claims/compose';
import { composeServiceAccounts } from '../service-accounts/compose';
import { composeServiceKeys } from '../service-keys/compose';
import { composeSessions } from '../sessions/compose';
import { DEFAULT_TERMS, type CurrentTerms } from '../service-keys/terms';
import { composeTeams } from '../teams/compose';
import { composeUsage } from '../usage/compose';
import { composeVerifiers } from '../verifiers/compose';
import { composeWallets } from '../wallets/compose';
import { composeWhoami } from '../whoami/compose';
import { later } from './later';
import { VERSION } from './version';

export interface SliceDependencies {
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sealer: Sealer;
  /** Reports failures outside of requests, and failures that must not make a request fail. */
  readonly onError: (error: unknown) => void;
  /** Whether mail is configured. If not, nothing waits in the outbox. */
  readonly mailed?: boolean;
  /** If absent, the terms that come with the server. */
  readonly terms?: CurrentTerms | undefined;
}

export type Slices = ReturnType<typeof createSlices>;

/**
 * The slices that need only a database, which both the server and the command line use. Two slices that
 * need each other are composed one after the other. The first one gets the narrow interface of the second
 * by `later`.
 */
export function createSlices(dependencies: SliceDependencies) {
  const { database, clock, ids, sealer, onError, mailed = false } = dependencies;
  const { terms = { current: () => DEFAULT_TERMS } } = dependencies;
  const audit = composeAudit({ database, clock, ids, onError });
  const parts = { database, clock, ids, audit: audit.trail };
  const created = composeCreations({ database, clock, sealer });
  const { creations } = created;

  const people = composePeople(parts);
  const sessions = composeSessions(parts);
  const teams = composeTeams({
    ...parts,
    suspensions: [sessions.ending],
    owners: later(() => members.owners),
    foundings: [later(() => serviceKeys.founding)],
  });
  const policies = teams.directory;
  const secretClaims = composeSecretClaims({
    ...parts,
    sealer,
    keys: later(() => keys.reads),
    access: later(() => ({
      application_key: applicationKeys.access,
      service_account_key: serviceAccounts.keyAccess,
      token: serviceKeys.tokenAccess,
    })),
    members: later(() => members.directory),
    accounts: later(() => serviceAccounts.directory),
  });
  const { claims } = secretClaims;
  const dependents = [sessions.ending];
  const keys = composeKeys({ ...parts, creations, claims, policies, dependents });
  const keyParts = { ...parts, creations, policies, keys: keys.keys, reads: keys.reads };
  const family = { ...keyParts, views: keys.views };
  const applicationKeys = composeApplicationKeys(family);

  const mail = composeMail({ ...parts, sealer, mailed });
  const members = composeMembers({
    ...parts,
    creations,
    keys: applicationKeys.ofMembers,
    people: people.people,
    departures: [
      later(() => groups.departure),
      later(() => serviceKeys.departure),
      sessions.ending,
    ],
    invitationPost: mail.invitationPost,
    isSuspended: teams.directory.isSuspended,
  });
  const groups = composeGroups({ ...parts, creations, members: members.directory });
  const notifications = composeNotifications({ ...parts, outbox: mail.outbox });

  const usage = later(() => serviceAccounts.roleUsage);
  const roles = composeRoles({ ...parts, creations, usage });
  const serviceAccounts = composeServiceAccounts({ ...family, roles: roles.directory });

  const catalog = composeCatalog({ ...parts, users: later(() => serviceKeys.catalogUsers) });
  const walletUsage = later(() => serviceKeys.walletUsage);
  const wallets = composeWallets({
    ...parts,
    creations,
    usage: walletUsage,
    teams: teams.directory,
  });
  const serviceKeys = composeServiceKeys({
    ...family,
    catalog: catalog.directory,
    wallets: wallets.directory,
    members: members.directory,
    notices: notifications.notices,
    terms,
  });

  const alerts = composeAlerts({
    ...parts,
    keys: keys.expiring,
    told: notifications.told,
    outbox: mail.outbox,
    subscriptions: groups.subscriptions,
    members: members.directory,
    owners: {
      member: members.lookup,
      service_account: serviceAccounts.directory,
      service_key: serviceKeys.directory,
    },
    teams: teams.directory,
    onError,
  });
  const objects = {
    ...roles.objects,
    ...serviceAccounts.objects,
    ...keys.objects,
    ...serviceKeys.objects,
    ...groups.objects,
    ...members.objects,
    ...wallets.objects,
    ...federatedIdentityObjects(database),
  };
  const named = composeNaming({
    database,
    clock,
    created,
    keys: keys.keys,
    namedKeys: keys.named,
    objects,
    assignedServiceKeys: serviceKeys.assignedAmong,
  });
  const naming = { ...named, objects };

  const restores = composeRestores({ database });
  return {
    whoami: composeWhoami({
      teams: teams.directory,
      accounts: serviceAccounts.directory,
      restores: restores.restores,
      serverVersion: VERSION,
    }),
    teams,
    members,
    people,
    sessions,
    groups,
    notifications,
    permissions: composePermissions(),
    roles,
    applicationKeys,
    serviceAccounts,
    serviceKeys,
    secretClaims,
    usage: composeUsage({ database, clock }),
    catalog,
    wallets,
    naming,
    audit,
    verifiers: composeVerifiers(parts),
    operatorKeys: composeOperatorKeys({ ...parts, keys: keys.keys, reads: keys.reads }),
    creations: created,
    keys,
    mail,
    alerts,
  } satisfies Readonly<Record<string, Slice>>;
}
