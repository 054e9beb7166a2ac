import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildProvider } from '../../provider/build-provider';
import type { ServedForReattach } from '../../provider/plugin/serve-for-reattach';
import { createTestApi, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { serveKeyplaneProvider, SOURCE } from './support/keyplane-workspace';

describe('stacks that declare the same names', () => {
  let api: TestApi;
  let accountId: string;
  let ownKeyId: string;
  let dist: string;
  let executable: string;
  const opened: TerraformWorkspace[] = [];
  const served: ServedForReattach[] = [];

  beforeAll(async () => {
    dist = await mkdtemp(path.join(tmpdir(), 'keyplane-stacks-'));
    executable = await buildProvider(dist);
  });
  afterAll(() => rm(dist, { recursive: true, force: true }));
  beforeEach(async () => {
    api = await createTestApi('sqlite');
    const { body } = await outside().post('/v1/service-accounts').send({ name: 'shared' });
    accountId = body.id;
    ownKeyId = (await outside().get('/v1/whoami').expect(200)).body.key_id;
  });
  afterEach(async () => {
    for (const workspace of opened.splice(0)) await workspace.cleanup();
    for (const provider of served.splice(0)) await provider.close();
    await api.close();
  });

  const outside = () => api.as(api.team.owner);

  const configuration = () => ({
    'main.tf': `
terraform {
  required_providers {
    keyplane = { source = "${SOURCE}" }
  }
}
resource "keyplane_service_account_key" "k" {
  count              = 2
  service_account_id = "${accountId}"
  name               = "deploy \${count.index}"
  expires_in         = "30d"
}
resource "keyplane_application_key" "k" {
  description = "deploy"
}
`,
  });
  const environment = () => ({
    KEYPLANE_ENDPOINT: api.url,
    KEYPLANE_CLIENT_ID: api.team.owner.clientId,
    KEYPLANE_CLIENT_SECRET: api.team.owner.secret,
  });

  /** A directory of its own, in which terraform starts the provider itself. */
  async function directory(): Promise<TerraformWorkspace> {
    const workspace = await createTerraformWorkspace({
      provider: { executable, source: SOURCE, version: '0.1.0' },
      files: configuration(),
      env: environment(),
    });
    opened.push(workspace);
    await workspace.init();
    return workspace;
  }

  /** A directory of its own, with a provider in this process, which starts quicker. */
  async function checkout(stack: string): Promise<TerraformWorkspace> {
    const own = await serveKeyplaneProvider({
      environment: { ...environment(), KEYPLANE_STACK: stack },
    });
    served.push(own);
    const workspace = await createTerraformWorkspace({
      files: configuration(),
      env: { TF_REATTACH_PROVIDERS: own.environment },
    });
    opened.push(workspace);
    await workspace.init();
    return workspace;
  }

  const idsIn = async (workspace: TerraformWorkspace) => {
    const { values } = await workspace.show();
    return (values?.root_module.resources ?? []).map((resource) => String(resource.values.id));
  };
  const live = async () => {
    const ids: string[] = [];
    for (const collection of ['service-account-keys', 'application-keys']) {
      const { body } = await outside().get(`/v1/${collection}`).expect(200);
      ids.push(...(body.items as { id: string }[]).map(({ id }) => id));
    }
    // The owner's own key, by which the tests act, is in no state.
    return ids.filter((id) => id !== ownKeyId).sort();
  };
  const loseState = (workspace: TerraformWorkspace) => {
    const states = ['terraform.tfstate', 'terraform.tfstate.backup'];
    return Promise.all(
      states.map((name) => rm(path.join(workspace.folder, name), { force: true })),
    );
  };
  const expectOnlyKeysOf = async (...states: (readonly string[])[]) =>
    expect(await live()).toEqual(states.flat().sort());

  const expectNoChanges = async (workspace: TerraformWorkspace) =>
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);

  it('in two directories never touch each other’s keys, not even unconfirmed ones', async () => {
    const [one, other] = [await directory(), await directory()];
    await one.apply();
    await other.apply();
    const others = await idsIn(other);
    await expectOnlyKeysOf(await idsIn(one), others);
    await loseState(one);
    await one.apply();
    await expectOnlyKeysOf(await idsIn(one), others);
    await expectNoChanges(other);
  });

  it('in two states of one directory never touch each other’s keys', async () => {
    const workspace = await directory();
    await workspace.write({ 'backend.tf': 'terraform {\n  backend "local" {}\n}\n' });
    const states: string[][] = [];
    for (const name of ['one', 'two']) {
      await workspace.init('-reconfigure', `-backend-config=path=${name}.tfstate`);
      await workspace.apply();
      states.push(await idsIn(workspace));
    }
    await expectOnlyKeysOf(...states);
  });

  it.each([
    ['', ''],
    [' under one explicit stack', 'platform-keys'],
  ])('in two workspaces of one directory%s never touch each other’s keys', async (_, stack) => {
    const workspace = await directory();
    workspace.env.KEYPLANE_STACK = stack;
    await workspace.apply();
    const first = await idsIn(workspace);
    await workspace.run('workspace', 'new', 'second');
    await workspace.apply();
    const second = await idsIn(workspace);
    await expectOnlyKeysOf(first, second);
    await rm(path.join(workspace.folder, 'terraform.tfstate.d/second/terraform.tfstate'));
    workspace.env.TF_WORKSPACE = 'second';
    await workspace.apply();
    await expectOnlyKeysOf(first, await idsIn(workspace));
    workspace.env.TF_WORKSPACE = 'default';
    await expectNoChanges(workspace);
    expect(await idsIn(workspace)).toEqual(first);
  });

  it('under two names given as `stack` never touch each other’s keys', async () => {
    const one = await checkout('eu');
    const other = await checkout('us');
    await one.apply();
    await other.apply();
    const others = await idsIn(other);
    await loseState(one);
    await one.apply();
    await expectOnlyKeysOf(await idsIn(one), others);
    await expectNoChanges(other);
  });

  it('a state that is lost right after an apply leaves no orphan once it is applied again', async () => {
    const workspace = await checkout('pipeline');
    await workspace.apply();
    const lost = await idsIn(workspace);
    await loseState(workspace);
    await workspace.apply();
    const found = await idsIn(workspace);
    await expectOnlyKeysOf(found);
    expect(found.filter((id) => lost.includes(id))).toEqual([]);
    await expectNoChanges(workspace);
  });

  it('a state that is lost after a plan has confirmed it: what others may know is not touched', async () => {
    const workspace = await checkout('pipeline');
    await workspace.apply();
    await workspace.plan();
    const known = await idsIn(workspace);
    await loseState(workspace);
    await workspace.apply();
    await expectOnlyKeysOf(known, await idsIn(workspace));
  });

  it('a state that is lost after one of its keys was used: that one stays, the others go', async () => {
    const workspace = await checkout('pipeline');
    await workspace.apply();
    const { values } = await workspace.show();
    const [used] = (values?.root_module.resources ?? []).filter(
      ({ type }) => type === 'keyplane_service_account_key',
    );
    const { id, client_id, secret } = used?.values ?? {};
    const credentials = { clientId: String(client_id), secret: String(secret) };
    await api.as(credentials).get('/v1/whoami').expect(200);
    await loseState(workspace);
    await workspace.apply();
    await expectOnlyKeysOf([String(id)], await idsIn(workspace));
  });
});
