import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
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

const CONFIGURATION = `${REQUIRED_PROVIDERS}
resource "keyplane_role" "reader" {
  count       = 3
  name        = "reader"
  permissions = ["reports.read"]
}
`;

describe('a state file', () => {
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

  const plain = (text: string) => text.replaceAll(/[\s│╷╵]+/g, ' ');
  const stateOf = ({ folder }: TerraformWorkspace) => path.join(folder, 'terraform.tfstate');
  const LOST = 'The state is empty, but Keyplane knows 3 objects of this stack';

  it('that terraform left empty causes a warning in the plan, which names the backup', async () => {
    const workspace = await keyplane.workspace({ 'main.tf': CONFIGURATION });
    const { stdout: first } = await workspace.plan();
    expect(plain(first)).not.toContain('The state is empty');
    await workspace.apply();
    await copyFile(stateOf(workspace), `${stateOf(workspace)}.backup`);
    await writeFile(stateOf(workspace), '');

    const { stdout } = await workspace.plan();
    const said = plain(stdout);
    expect(said).toContain(LOST);
    expect(said).toContain("terraform.tfstate.backup contains 3 of this provider's resources");

    await copyFile(`${stateOf(workspace)}.backup`, stateOf(workspace));
    const { stdout: restored, exitCode } = await workspace.plan({ detailedExitCode: true });
    expect(exitCode).toBe(0);
    expect(plain(restored)).not.toContain('The state is empty');
  });

  it('does not count as lost if a first apply fills it with an import and a creation', async () => {
    const { body: role } = await keyplane
      .outside()
      .post('/v1/roles')
      .send({ name: 'by hand', permissions: ['reports.read'] })
      .expect(201);
    const workspace = await keyplane.workspace({
      'main.tf': `${REQUIRED_PROVIDERS}
import {
  to = keyplane_role.imported
  id = "${(role as { id: string }).id}"
}
resource "keyplane_role" "imported" {
  name        = "by hand"
  permissions = ["reports.read"]
}
resource "keyplane_role" "created" {
  name        = "created"
  permissions = ["reports.read"]
}
`,
    });
    const { stdout } = await workspace.apply();
    expect(stdout).toContain('1 imported, 1 added');
    expect(plain(stdout)).not.toContain('The state is empty');
  });

  it('does not count as lost if it holds resources and more are declared', async () => {
    const workspace = await keyplane.workspace({ 'main.tf': CONFIGURATION });
    await workspace.apply();
    await workspace.write({ 'main.tf': CONFIGURATION.replace('count       = 3', 'count = 5') });
    const { stdout } = await workspace.apply('-parallelism=1');
    expect(plain(stdout)).not.toContain('The state is empty');
  });

  it('keeps its objects when it is moved: they belong to the new stack', async () => {
    const workspace = await keyplane.workspace({ 'main.tf': CONFIGURATION });
    await workspace.apply();
    const ids = await idsIn(workspace);
    const folder = path.join(workspace.folder, 'terraform.tfstate.d', 'prod');
    await mkdir(folder, { recursive: true });
    await rename(stateOf(workspace), path.join(folder, 'terraform.tfstate'));
    workspace.env.TF_WORKSPACE = 'prod';
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);

    const { body } = await keyplane.outside().get('/v1/creations').expect(200);
    const stacks = (body.items as { id: string; stack: string }[])
      .filter(({ id }) => ids.includes(id))
      .map(({ stack }) => stack.split('#')[1]);
    expect(stacks).toEqual(['prod', 'prod', 'prod']);

    // The old location is a state of its own.
    workspace.env.TF_WORKSPACE = 'default';
    await workspace.apply();
    expect(await keyplane.live()).toEqual([...ids, ...(await idsIn(workspace))].sort());
  });
});
