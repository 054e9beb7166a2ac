import { createProviderServer, serveForReattach } from '../../../provider/terraform-plugin';
import { createKeyplaneProvider } from '../../../provider/provider';
import type { TestApi } from '../../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../support/terraform';

export const SOURCE = 'keyplane.local/keyplane/keyplane';

const logger = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/**
 * Terraform and the provider, which gets the address and the owner's credentials from `KEYPLANE_*`.
 */
export async function createServedWorkspace(api?: TestApi): Promise<TerraformWorkspace> {
  const environment = environmentOf(api);
  const createServer = () =>
    createProviderServer(createKeyplaneProvider({ environment }), { logger });
  const served = await serveForReattach(createServer, { address: SOURCE });
  const workspace = await createTerraformWorkspace({
    files: {},
    env: { TF_REATTACH_PROVIDERS: served.environment },
  });
  return {
    ...workspace,
    async cleanup() {
      await workspace.cleanup();
      await served.close();
    },
  };
}

function environmentOf(api: TestApi | undefined): NodeJS.ProcessEnv {
  if (api === undefined) return {};
  const { clientId, secret } = api.team.owner;
  return {
    KEYPLANE_ENDPOINT: api.url,
    KEYPLANE_CLIENT_ID: clientId,
    KEYPLANE_CLIENT_SECRET: secret,
  };
}
