import {
  createProviderServer,
  type ServedForReattach,
  serveForReattach,
} from '../../../provider/terraform-plugin';
import { createKeyplaneProvider, type KeyplaneProviderOptions } from '../../../provider/provider';
import { PROVIDER_VERSION } from '../../../provider/version';
import { createTestApi, type TestApi } from '../../support/api';
import { createShiftedClock } from '../../support/shifted-clock';
import {
  createTerraformWorkspace,
  type ShownResource,
  type TerraformWorkspace,
} from '../../support/terraform';
import { GIVEN_PROVIDER } from '../../support/tested-provider';

export const SOURCE = 'keyplane.local/keyplane/keyplane';

/** Terraform, the provider in this process, and Keyplane behind it. */
export interface KeyplaneWorkspace extends TerraformWorkspace {
  readonly api: TestApi;
  /** The owner's credentials, for changes outside Terraform. */
  outside(): ReturnType<TestApi['as']>;
  /** Replaces `main.tf`. The block of the provider is already there. */
  configure(hcl: string): Promise<void>;
  applied(address: string): Promise<Readonly<Record<string, unknown>>>;
}

export const QUICK_RETRY = {
  firstDelayMs: 20,
  longestDelayMs: 100,
  patienceMs: 2_000,
  firstContactPatienceMs: 100,
  longestWaitMs: 600_000,
  attemptMs: 5_000,
  sentWriteGraceMs: 5_000,
};

const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

export const VERSIONS = `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
provider "keyplane" {}
`;

/**
 * An executable that is given to the test repeats calls for a minute before it gives up, and each
 * run starts it again.
 */
const GIVEN_PROVIDER_TEST_MS = 300_000;

if (GIVEN_PROVIDER !== undefined) jest.setTimeout(GIVEN_PROVIDER_TEST_MS);

export function serveKeyplaneProvider(
  options: KeyplaneProviderOptions = {},
): Promise<ServedForReattach> {
  const provider = () =>
    createKeyplaneProvider({ environment: {}, retry: QUICK_RETRY, ...options });
  const createServer = () => createProviderServer(provider(), { logger });
  return serveForReattach(createServer, { address: SOURCE });
}

/** The configuration of the provider, for a test that serves it in this process. */
export function providerBlock(api: TestApi, overrides: Readonly<Record<string, string>> = {}) {
  const settings = {
    endpoint: api.url,
    client_id: api.team.owner.clientId,
    client_secret: api.team.owner.secret,
    ...overrides,
  };
  const lines = Object.entries(settings).map(([name, value]) => `  ${name} = "${value}"`);
  return `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
provider "keyplane" {
${lines.join('\n')}
}
`;
}

export async function createKeyplaneWorkspace(
  options: Parameters<typeof createTestApi>[1] = {},
): Promise<KeyplaneWorkspace> {
  const shiftedClock = GIVEN_PROVIDER === undefined ? undefined : createShiftedClock();
  const api = await createTestApi('sqlite', {
    ...(shiftedClock && { clock: shiftedClock }),
    ...options,
  });
  const served =
    GIVEN_PROVIDER === undefined
      ? await serveKeyplaneProvider({ now: () => api.clock.now() })
      : undefined;
  const workspace = await createTerraformWorkspace({
    files: { 'provider.tf': providerBlock(api), 'main.tf': '' },
    ...(served && { env: { TF_REATTACH_PROVIDERS: served.environment } }),
    ...(GIVEN_PROVIDER !== undefined && {
      provider: { executable: GIVEN_PROVIDER, source: SOURCE, version: PROVIDER_VERSION },
    }),
  });
  shiftedClock?.applyTo(workspace.env);
  await workspace.init();
  return {
    ...workspace,
    api,
    outside: () => api.as(api.team.owner),
    configure: (hcl) => workspace.write({ 'main.tf': hcl }),
    async applied(address) {
      const { values } = await workspace.show();
      const found = values?.root_module.resources?.find(
        (resource: ShownResource) => resource.address === address,
      );
      if (found === undefined) throw new Error(`${address} is not in the state`);
      return found.values;
    },
    async cleanup() {
      await workspace.cleanup();
      await served?.close();
      await api.close();
    },
  };
}
