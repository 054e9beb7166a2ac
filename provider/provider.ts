import { randomUUID } from 'node:crypto';
import { createKeyplaneClient, type KeyplaneClient, type RetryPolicy } from './client';
import {
  applicationKeyDataSource,
  applicationKeysDataSource,
} from './data-sources/application-key';
import { roleDataSource, rolesDataSource } from './data-sources/role';
import {
  serviceAccountDataSource,
  serviceAccountsDataSource,
} from './data-sources/service-account';
import {
  serviceAccountKeyDataSource,
  serviceAccountKeysDataSource,
} from './data-sources/service-account-key';
import { whoamiDataSource } from './data-sources/whoami';
import { accessTokenEphemeralResource } from './ephemeral/access-token';
import { deferred, defineProvider, type Provider, string } from './framework';
import { parseSecretFunction } from './functions/parse-secret';
import { isStack, resolveConfig, unknownSettings } from './provider-config';
import { applicationKeyResource } from './resources/application-key';
import { roleResource } from './resources/role';
import { serviceAccountResource } from './resources/service-account';
import { serviceAccountKeyResource } from './resources/service-account-key';
import { PROVIDER_VERSION } from './version';

export interface KeyplaneProviderOptions {
  /** By default the process's. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Where terraform runs; by default the process's. */
  readonly directory?: string;
  readonly retry?: RetryPolicy;
}

/** Everything that Keyplane offers to Terraform. */
export function createKeyplaneProvider(
  options: KeyplaneProviderOptions = {},
): Provider<KeyplaneClient> {
  const { environment = process.env, directory = process.cwd(), retry } = options;
  return defineProvider({
    name: 'keyplane',
    version: PROVIDER_VERSION,
    description:
      'Declares the keys by which people and machines call a platform: who holds them, what they ' +
      'may do, and until when.',
    schema: {
      endpoint: string.optional({
        description:
          "Keyplane's address, such as `https://keys.example.com`; else `KEYPLANE_ENDPOINT` in the " +
          'environment.',
      }),
      client_id: string.optional({
        description: 'The client ID of an application key; else `KEYPLANE_CLIENT_ID`.',
      }),
      client_secret: string.optional({
        description: 'The secret of that key; else `KEYPLANE_CLIENT_SECRET`.',
        sensitive: true,
      }),
      stack: string.optional({
        description:
          'Names this state among others of the team, so that an interrupted apply is taken up by ' +
          'the same stack only; else `KEYPLANE_STACK`, else the directory and the workspace that ' +
          'terraform runs in. Set it where one state is applied from several directories.',
        validators: [isStack],
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
      const { endpoint, clientId, clientSecret, stack } = resolved;
      return createKeyplaneClient({
        endpoint,
        credentials: { clientId, clientSecret },
        stack,
        run: randomUUID(),
        userAgent: `terraform-provider-keyplane/${providerVersion} terraform/${terraformVersion}`,
        logger,
        ...(retry && { retry }),
      });
    },

    resources: [
      applicationKeyResource,
      roleResource,
      serviceAccountKeyResource,
      serviceAccountResource,
    ],
    dataSources: [
      applicationKeyDataSource,
      applicationKeysDataSource,
      roleDataSource,
      rolesDataSource,
      serviceAccountDataSource,
      serviceAccountKeyDataSource,
      serviceAccountKeysDataSource,
      serviceAccountsDataSource,
      whoamiDataSource,
    ],
    ephemeralResources: [accessTokenEphemeralResource],
    functions: [parseSecretFunction],
  });
}
