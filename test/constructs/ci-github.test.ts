import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { synthesize } from '../../examples/ci-github/synthesize';
import { createTestApi, type TestApi } from '../support/api';
import type { TerraformWorkspace } from '../support/terraform';
import { createServedWorkspace } from './support/served-workspace';

const WORKFLOW = path.join(__dirname, '../../examples/ci-github/keyplane.yml');

describe('the pipeline without a stored key', () => {
  let api: TestApi;
  let outdir: string;
  let workspace: TerraformWorkspace;
  let json: string;

  beforeAll(async () => {
    api = await createTestApi();
    outdir = await mkdtemp(path.join(tmpdir(), 'keyplane-ci-'));
    const repository = { repositoryId: '123456', repositoryOwnerId: '654321' };
    const folder = synthesize({ outdir, stateFile: 'terraform.tfstate', ...repository });
    json = await readFile(path.join(folder, 'cdk.tf.json'), 'utf8');
    workspace = await createServedWorkspace(api);
    await workspace.write({ 'cdk.tf.json': json });
    await workspace.init();
  });
  afterAll(async () => {
    await workspace.cleanup();
    await rm(outdir, { recursive: true, force: true });
    await api.close();
  });

  test('applies, trusts one repository by its IDs, and then plans no change', async () => {
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('3 added, 0 changed, 0 destroyed');
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    const owner = api.as(api.team.owner);
    const { body } = await owner.get('/v1/federated-identities').expect(200);
    expect(body.items).toMatchObject([
      {
        issuer: 'https://token.actions.githubusercontent.com',
        claims: {
          repository_id: '123456',
          repository_owner_id: '654321',
          ref: 'refs/heads/main',
        },
        allow_pull_requests: false,
      },
    ]);
    expect((await owner.get('/v1/service-account-keys').expect(200)).body.items).toEqual([]);
  });

  test('contains no key, neither in the stack nor in the workflow', async () => {
    expect(json).not.toMatch(/client_secret|kp[aps]_/);
    const workflow = await readFile(WORKFLOW, 'utf8');
    expect(workflow).not.toMatch(/secrets\.|KEYPLANE_CLIENT/);
    expect(workflow).toContain('id-token: write');
    expect(workflow).not.toMatch(/curl|KEYPLANE_OIDC_TOKEN/);
    expect(workflow).not.toContain('pull_request');
  });
});
