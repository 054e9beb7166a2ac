import { serveKeyplaneProvider, SOURCE } from '../../e2e/support/keyplane-workspace';
import { createTestApi } from '../../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../../support/terraform';
import { createVault, reattachAll, serveVaultProvider } from '../../support/vault-provider';
import { serveSecretStores } from './secret-stores';

/** The address of the provider if the server of a team is its registry, as the pages show it. */
const OF_A_REGISTRY = 'keys.example.com/keyplane/keyplane';

export interface HclWorkspace {
  /** A folder for terraform, which finds all providers that the pages use, and a Keyplane. */
  workspace(files: Readonly<Record<string, string>>): Promise<TerraformWorkspace>;
  close(): Promise<void>;
}

export async function createHclWorkspace(): Promise<HclWorkspace> {
  const api = await createTestApi();
  const { clientId, secret } = api.team.owner;
  const keyplane = await serveKeyplaneProvider({
    environment: {
      KEYPLANE_ENDPOINT: api.url,
      KEYPLANE_CLIENT_ID: clientId,
      KEYPLANE_CLIENT_SECRET: secret,
    },
    now: () => api.clock.now(),
  });
  const others = [await serveVaultProvider(createVault()), ...(await serveSecretStores())];
  const ofRegistry = { environment: keyplane.environment.replace(SOURCE, OF_A_REGISTRY) };
  const env = { TF_REATTACH_PROVIDERS: reattachAll(keyplane, ofRegistry, ...others) };
  const opened: TerraformWorkspace[] = [];
  return {
    async workspace(files) {
      const workspace = await createTerraformWorkspace({ files, env });
      opened.push(workspace);
      return workspace;
    },
    async close() {
      await Promise.all(opened.map((workspace) => workspace.cleanup()));
      await Promise.all([keyplane, ...others].map((served) => served.close()));
      await api.close();
    },
  };
}
