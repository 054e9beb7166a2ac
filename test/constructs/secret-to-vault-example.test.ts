import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../examples/secret-to-vault/synthesize';
import { createTestApi, type TestApi } from '../support/api';
import type { TerraformWorkspace } from '../support/terraform';
import {
  createVault,
  reattachAll,
  serveVaultProvider,
  type Vault,
} from '../support/vault-provider';
import { createServedWorkspace } from './support/served-workspace';

describe('the example that puts a secret into a vault, with constructs', () => {
  let api: TestApi;
  let vault: Vault;
  let workspace: TerraformWorkspace;
  let outdir: string;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    api = await createTestApi();
    vault = createVault();
    const standIn = await serveVaultProvider(vault);
    workspace = await createServedWorkspace(api);
    const keyplane = { environment: workspace.env.TF_REATTACH_PROVIDERS ?? '' };
    workspace.env.TF_REATTACH_PROVIDERS = reattachAll(keyplane, standIn);
    outdir = await mkdtemp(path.join(tmpdir(), 'keyplane-secret-to-vault-'));
    const folder = synthesize({ outdir, stateFile: 'terraform.tfstate' });
    const json = await readFile(path.join(folder, 'cdk.tf.json'), 'utf8');
    await workspace.write({ 'cdk.tf.json': json });
    await workspace.init();
    stop = async () => {
      await workspace.cleanup();
      await standIn.close();
      await rm(outdir, { recursive: true, force: true });
      await api.close();
    };
  });
  afterAll(() => stop());

  test('applies: the vault has a valid secret, the state has none, and the next plan has no change', async () => {
    await workspace.apply();
    const { client_id: clientId, secret } = vault.read('kv/data/ci/keyplane')?.data ?? {};
    const credentials = { clientId: String(clientId), secret: String(secret) };
    await api.as(credentials).get('/v1/whoami').expect(200);
    const state = await readFile(path.join(workspace.folder, 'terraform.tfstate'), 'utf8');
    expect(state).toContain(clientId);
    expect(state).not.toContain(secret);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  });
});
