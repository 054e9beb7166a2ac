import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { TerraformWorkspace } from '../support/terraform';
import {
  buildProviderOnce,
  type BuiltProvider,
  createSpawnedWorkspaces,
  idsIn,
  REQUIRED_PROVIDERS,
  type SpawnedWorkspaces,
} from './support/spawned-workspaces';
import { createStateServer } from './support/state-server';
import { createUnreliableProxy } from './support/unreliable-proxy';

/** A role, an account with that role, a key of the account, and a key without a name. */
const OBJECTS = `
resource "keyplane_role" "reader" {
  name        = "reader"
  permissions = ["reports.read"]
}
resource "keyplane_service_account" "ci" {
  name     = "ci"
  role_ids = [keyplane_role.reader.id]
}
resource "keyplane_service_account_key" "deploy" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
}
resource "keyplane_application_key" "laptop" {}
`;
const CONFIGURATION = { 'main.tf': REQUIRED_PROVIDERS + OBJECTS };
const COUNT = 4;

describe('an object that a finished apply created', () => {
  let provider: BuiltProvider;
  let keyplane: SpawnedWorkspaces;

  beforeAll(async () => {
    provider = await buildProviderOnce();
  });
  afterAll(() => provider.remove());
  beforeEach(async () => {
    keyplane = await createSpawnedWorkspaces(provider);
  });
  afterEach(() => keyplane.close());

  const expectLive = async (...states: (readonly string[])[]) =>
    expect(await keyplane.live()).toEqual(states.flat().sort());
  const expectNoChanges = async (workspace: TerraformWorkspace, ...args: string[]) =>
    expect((await workspace.plan({ detailedExitCode: true }, ...args)).exitCode).toBe(0);
  const loseState = (workspace: TerraformWorkspace, name = 'terraform.tfstate') =>
    rm(path.join(workspace.folder, name));

  it('stays if another state of the same directory declares the same object', async () => {
    const backend = 'terraform {\n  backend "local" {}\n}\n';
    const workspace = await keyplane.workspace(
      { ...CONFIGURATION, 'backend.tf': backend },
      { initArgs: ['-backend-config=path=one.tfstate'] },
    );
    await workspace.apply();
    const first = await idsIn(workspace);
    await workspace.init('-reconfigure', '-backend-config=path=two.tfstate');
    await workspace.apply();
    await expectLive(first, await idsIn(workspace));
    await expectNoChanges(workspace);
    await workspace.init('-reconfigure', '-backend-config=path=one.tfstate');
    await expectNoChanges(workspace);
    expect(await idsIn(workspace)).toEqual(first);
  });

  it('stays if another workspace under one explicit stack declares the same object', async () => {
    const workspace = await keyplane.workspace(CONFIGURATION);
    workspace.env.KEYPLANE_STACK = 'payments';
    await workspace.apply();
    const first = await idsIn(workspace);
    await workspace.run('workspace', 'new', 'staging');
    await workspace.apply();
    const second = await idsIn(workspace);
    await expectLive(first, second);
    await expectNoChanges(workspace);
    await workspace.destroy();
    await expectLive(first);
  });

  it('stays if another repository is checked out at the same path', async () => {
    const workspace = await keyplane.workspace(CONFIGURATION);
    await workspace.apply();
    const first = await idsIn(workspace);
    await loseState(workspace);
    await workspace.apply();
    await expectLive(first, await idsIn(workspace));
  });

  it('stays while terraform test creates and destroys the same object next to it', async () => {
    const workspace = await keyplane.workspace({
      ...CONFIGURATION,
      'all.tftest.hcl': 'run "make" {\n  command = apply\n}\n',
    });
    await workspace.apply();
    const first = await idsIn(workspace);
    const { exitCode, stdout, stderr } = await workspace.run('test');
    expect(`${exitCode} ${exitCode === 0 ? '' : stdout + stderr}`).toBe('0 ');
    await expectLive(first);
    await expectNoChanges(workspace);
  });

  it.each([
    [
      'was removed from the state right after it was made',
      async (workspace: TerraformWorkspace) => {
        await workspace.run('state', 'rm', 'keyplane_service_account_key.deploy');
      },
    ],
    [
      'was forgotten by a removed block',
      async (workspace: TerraformWorkspace) => {
        const removed =
          'removed {\n  from = keyplane_service_account_key.deploy\n  lifecycle {\n    destroy = false\n  }\n}\n';
        const rest = OBJECTS.replace(
          /resource "keyplane_service_account_key"[\s\S]*?\n}\n/,
          removed,
        );
        await workspace.write({ 'main.tf': REQUIRED_PROVIDERS + rest });
        await workspace.apply();
        await workspace.write(CONFIGURATION);
      },
    ],
  ])('stays if it %s', async (_what, forget) => {
    const workspace = await keyplane.workspace(CONFIGURATION);
    await workspace.apply();
    const first = await idsIn(workspace);
    await forget(workspace);
    expect(await idsIn(workspace)).toHaveLength(COUNT - 1);
    await workspace.apply();
    const live = await keyplane.live();
    expect(live).toHaveLength(COUNT + 1);
    expect(live).toEqual(expect.arrayContaining(first));
  });

  it('stays if the final save of the state failed', async () => {
    const backend = await createStateServer();
    try {
      const address = `terraform {\n  backend "http" {\n    address = "${backend.url}"\n  }\n}\n`;
      const workspace = await keyplane.workspace({ ...CONFIGURATION, 'backend.tf': address });
      backend.refusesWrites = true;
      expect((await workspace.run('apply', '-auto-approve')).exitCode).toBe(1);
      const first = await keyplane.live();
      expect(first).toHaveLength(COUNT);
      backend.refusesWrites = false;
      await rm(path.join(workspace.folder, 'errored.tfstate'), { force: true });
      await workspace.apply();
      await expectLive(first, await idsIn(workspace));
    } finally {
      await backend.close();
    }
  });

  it('stays if Keyplane could not be told that the apply has finished', async () => {
    const proxy = await createUnreliableProxy(() => keyplane.api.url);
    try {
      const workspace = await keyplane.workspace(CONFIGURATION, { endpoint: proxy.url });
      // Requests are lost before they reach Keyplane too, so the notice never arrives.
      proxy.refuses = ({ url }) => url === '/v1/runs/finish';
      await workspace.apply();
      const first = await idsIn(workspace);
      proxy.refuses = () => false;
      await workspace.write({
        'more.tf': 'resource "keyplane_application_key" "more" {\n  count = 2\n}\n',
      });
      await workspace.apply();
      const all = await idsIn(workspace);
      expect(all).toEqual(expect.arrayContaining(first));
      await expectLive(all);
    } finally {
      await proxy.close();
    }
  });

  it('stays if two machines apply two states at the same time', async () => {
    const [one, other] = [
      await keyplane.workspace(CONFIGURATION),
      await keyplane.workspace(CONFIGURATION),
    ];
    one.env.KEYPLANE_STACK = 'payments';
    other.env.KEYPLANE_STACK = 'payments';
    await Promise.all([one.apply(), other.apply()]);
    await expectLive(await idsIn(one), await idsIn(other));
    await expectNoChanges(one);
    await expectNoChanges(other);
  });

  it('stays next to equal objects of the same apply and of a later one', async () => {
    const keys = (count: number) => ({
      'main.tf': `${REQUIRED_PROVIDERS}resource "keyplane_application_key" "k" {\n  count = ${count}\n}\n`,
    });
    const workspace = await keyplane.workspace(keys(2));
    await workspace.apply();
    const first = await idsIn(workspace);
    await workspace.write(keys(3));
    await workspace.apply();
    const all = await idsIn(workspace);
    expect(all).toEqual(expect.arrayContaining(first));
    expect(all).toHaveLength(3);
    await expectLive(all);
    await expectNoChanges(workspace);
  });

  it('stays next to equal objects of other provider configurations in the same command', async () => {
    const aliases = `
provider "keyplane" {}
provider "keyplane" {
  alias = "b"
}
resource "keyplane_application_key" "a" {
  count = 3
}
resource "keyplane_application_key" "b" {
  count    = 3
  provider = keyplane.b
}
resource "keyplane_role" "a" {
  name        = "reader"
  permissions = ["reports.read"]
}
resource "keyplane_role" "b" {
  provider    = keyplane.b
  name        = "reader"
  permissions = ["reports.read"]
}
`;
    const workspace = await keyplane.workspace({ 'main.tf': REQUIRED_PROVIDERS + aliases });
    await workspace.apply();
    const all = await idsIn(workspace);
    expect(all).toHaveLength(8);
    await expectLive(all);
    await expectNoChanges(workspace);
    await workspace.apply('-replace=keyplane_role.b', '-replace=keyplane_application_key.a[0]');
    await expectLive(await idsIn(workspace));
    await workspace.destroy();
    await expectLive([]);
  });
});
