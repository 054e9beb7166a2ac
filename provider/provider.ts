import { randomUUID } from 'node:crypto';
import { userAgentOf } from '../http-client';
import { createKeyplaneClient, type KeyplaneClient, type RetryPolicy } from './client';
import {
  applicationKeyDataSource,
  applicationKeysDataSource,
} from './data-sources/application-key';
import { costEstimateDataSource } from './data-sources/cost-estimate';
import { memberDataSource, membersDataSource } from './data-sources/member';
import { serviceDataSource, servicesDataSource } from './data-sources/service';
import {
  serviceAccountKeyDataSource,
  serviceAccountKeysDataSource,
} from './data-sources/service-account-key';
import {
  serviceKeyTokenDataSource,
  serviceKeyTokensDataSource,
} from './data-sources/service-key-token';
import { teamPolicyDataSource } from './data-sources/team-policy';
import { termsDataSource } from './data-sources/terms';
import { whoamiDataSource } from './data-sources/whoami';
import { accessTokenEphemeralResource } from './ephemeral/access-token';
import { keySecretEphemeralResource } from './ephemeral/key-secret';
import {
  bool,
  deferred,
  defineProvider,
  each,
  type Provider,
  set,
  string,
} from './terraform-plugin';
import { parseSecretFunction } from './functions/parse-secret';
import { OIDC_ATTRIBUTES } from './oidc-attributes';
import { isStack, resolveConfig, unknownSettings } from './provider-config';
import { applicationKeyResource } from './resources/application-key';
import {
  federatedIdentitiesDataSource,
  federatedIdentityDataSource,
  federatedIdentityResource,
} from './resources/federated-identity';
import { groupDataSource, groupResource, groupsDataSource } from './resources/group';
import { memberResource } from './resources/member';
import {
  isException,
  isProtectAction,
  isProtectedPeriod,
} from './resources/protection/protection-attributes';
import { roleDataSource, roleResource, rolesDataSource } from './resources/role';
import {
  serviceAccountDataSource,
  serviceAccountResource,
  serviceAccountsDataSource,
} from './resources/service-account';
import { serviceAccountKeyResource } from './resources/service-account-key';
import {
  serviceKeyDataSource,
  serviceKeyResource,
  serviceKeysDataSource,
} from './resources/service-key';
import { serviceKeyTokenResource } from './resources/service-key-token';
import { teamPolicyResource } from './resources/team-policy';
import { walletDataSource, walletResource, walletsDataSource } from './resources/wallet';
import { deliveredOf } from './delivered-of';
import { stateFilesOf } from './stack';
import { PROVIDER_VERSION } from './version';

export interface KeyplaneProviderOptions {
  /** The environment; by default, that of the process. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The directory in which terraform runs; by default, that of the process. */
  readonly directory?: string;
  readonly retry?: RetryPolicy;
  /** The clock with which a refresh finds out whether a rotation is due; by default the machine's. */
  readonly now?: () => Date;
}

/** Terraform kills a provider 2 s after it was asked to end. */
const CLOSE_WITHIN_MS = 1_800;

function withinTime(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_WITHIN_MS);
  });
  return Promise.race([work, timeUp]).finally(() => clearTimeout(timer));
}

/** Everything that Keyplane offers to Terraform. */
export function createKeyplaneProvider(
  options: KeyplaneProviderOptions = {},
): Provider<KeyplaneClient> {
  const { environment = process.env, directory = process.cwd(), retry, now } = options;
  return defineProvider({
    name: 'keyplane',
    version: PROVIDER_VERSION,
    description:
      'Declares the keys with which people and programs call a platform: who has a key, what ' +
      'the key may do, and when it expires.',
    schema: {
      endpoint: string.optional({
        description:
          'The address of Keyplane, such as `https://keys.example.com`. Defaults to ' +
          '`KEYPLANE_ENDPOINT` in the environment.',
      }),
      client_id: string.optional({
        description:
          'The client ID of an application key or service account key. Defaults to ' +
          '`KEYPLANE_CLIENT_ID` in the environment.',
      }),
      client_secret: string.optional({
        description:
          'The secret of the key that `client_id` names. Defaults to `KEYPLANE_CLIENT_SECRET` in ' +
          'the environment.',
        sensitive: true,
      }),
      service_account_id: string.optional({
        description:
          'The ID of the service account to act for, instead of a key. A federated identity of ' +
          'this account must trust the OIDC token. In GitHub Actions, set only this and ' +
          '`permissions: id-token: write`. Defaults to `KEYPLANE_SERVICE_ACCOUNT_ID` in ' +
          'the environment.',
      }),
      ...OIDC_ATTRIBUTES,
      stack: string.optional({
        description:
          'A readable name for a group of states, such as `payments`. Defaults to ' +
          '`KEYPLANE_STACK` in the environment. Keyplane identifies a state by this name, the ' +
          'location of the state and the workspace, for example `payments ' +
          's3://bucket/key#prod`. Two states with the same name remain two different states.',
        validators: [isStack],
      }),
      protect_used_within: string.optional({
        description:
          'A period such as `30d`. If a plan destroys, replaces, disables or narrows a key, ' +
          'or an object that keys depend on, and it was used within this period, the plan ' +
          'says who used it, how often, and when it was last used. `0s` switches the check ' +
          'off. Defaults to `KEYPLANE_PROTECT_USED_WITHIN` in the environment, or `7d`.',
        validators: [isProtectedPeriod],
      }),
      protect_action: string.optional({
        description:
          'What a plan does if it ends or narrows something that was used recently: `warn`, or ' +
          '`error`, which stops the plan. Defaults to `KEYPLANE_PROTECT_ACTION` in the ' +
          'environment, or `warn`.',
        validators: [isProtectAction],
      }),
      protect_except: set(string).optional({
        description:
          'IDs of objects that may be changed or destroyed although they are in use. The ' +
          'plan then warns. `KEYPLANE_PROTECT_EXCEPT` in the environment adds further IDs ' +
          'for one run, separated by commas. `*` names everything. `protect_except` ' +
          "overrides a resource's own `protect_action`.",
        validators: [each(isException)],
      }),
      allow_self_removal: bool.optional({
        description:
          'Whether a run may destroy, replace, disable or narrow the credential that it runs ' +
          'with: its key or federated identity, the service account or member behind it, and ' +
          'the roles of that account. If it is `false`, the plan fails. To allow it for one ' +
          'run only, set `KEYPLANE_ALLOW_SELF_REMOVAL=true` in the environment, for a saved ' +
          'plan both at plan and at apply. Defaults to `false`.',
      }),
    },

    // Credentials are judged at the first call, which names the operation that failed: a check here
    // would cost a round trip in each of the processes that Terraform starts for one command.
    configure(config, { diagnostics, logger, terraformVersion, providerVersion }) {
      if (unknownSettings(config).length > 0) {
        return deferred("The provider's configuration is known only after apply");
      }
      const resolved = resolveConfig(config, { directory, environment }, diagnostics);
      if (resolved === undefined) return deferred("The provider's configuration is incomplete");
      const { endpoint, credentials, stack, protection } = resolved;
      return createKeyplaneClient({
        endpoint,
        credentials,
        stack,
        protection,
        stateOnDisk: () => stateFilesOf({ directory, environment }),
        run: randomUUID(),
        environment,
        providerVersion,
        userAgent: userAgentOf(
          { name: 'terraform-provider-keyplane', version: providerVersion },
          { name: 'terraform', version: terraformVersion },
        ),
        logger,
        ...(retry && { retry }),
        ...(now && { now }),
      });
    },

    async close({ confirmations, run }, ending) {
      await Promise.all([
        withinTime(confirmations.flush()),
        ending === 'shutdown' ? run.finish() : run.cutOff(),
      ]);
    },
    connectionChanged: ({ run }, isConnected) => run.connectionChanged(isConnected),
    presented({ confirmations }, { id }) {
      if (typeof id === 'string') confirmations.confirm(id);
    },
    delivered({ run }, state, prior) {
      run.delivered(deliveredOf(state, prior));
    },
    resources: [
      applicationKeyResource,
      federatedIdentityResource,
      groupResource,
      memberResource,
      roleResource,
      serviceAccountKeyResource,
      serviceAccountResource,
      serviceKeyResource,
      serviceKeyTokenResource,
      teamPolicyResource,
      walletResource,
    ],
    dataSources: [
      applicationKeyDataSource,
      applicationKeysDataSource,
      federatedIdentityDataSource,
      federatedIdentitiesDataSource,
      groupDataSource,
      groupsDataSource,
      memberDataSource,
      membersDataSource,
      roleDataSource,
      rolesDataSource,
      serviceAccountDataSource,
      serviceAccountKeyDataSource,
      serviceAccountKeysDataSource,
      serviceAccountsDataSource,
      costEstimateDataSource,
      serviceDataSource,
      servicesDataSource,
      serviceKeyDataSource,
      serviceKeysDataSource,
      serviceKeyTokenDataSource,
      serviceKeyTokensDataSource,
      teamPolicyDataSource,
      termsDataSource,
      walletDataSource,
      walletsDataSource,
      whoamiDataSource,
    ],
    ephemeralResources: [accessTokenEphemeralResource, keySecretEphemeralResource],
    functions: [parseSecretFunction],
  });
}
