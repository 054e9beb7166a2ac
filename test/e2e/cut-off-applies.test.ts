import { execFile } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { eventually } from '../support/eventually';
import type { RunningTerraform, TerraformWorkspace } from '../support/terraform';
import {
  buildProviderOnce,
  type BuiltProvider,
  createSpawnedWorkspaces,
  idsIn,
  REQUIRED_PROVIDERS,
  type SpawnedWorkspaces,
} from './support/spawned-workspaces';
import { createStateServer, type StateServer } from './support/state-server';
import { createUnreliableProxy, type UnreliableProxy } from './support/unreliable-proxy';

const run = promisify(execFile);

const ACCOUNT = `${REQUIRED_PROVIDERS}
resource "keyplane_service_account" "ci" {
  name = "ci"
}
`;
const keys = (label: string, count: number) => `
resource "keyplane_service_account_key" "${label}" {
  count              = ${count}
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
}
`;

/** Long enough for a lease to lapse on a busy machine. */
const WAITS_MS = 180_000;

describe('an interrupted apply', () => {
  let provider: BuiltProvider;
  let keyplane: SpawnedWorkspaces;
  let proxy: UnreliableProxy;

  beforeAll(async () => {
    provider = await buildProviderOnce();
  });
  afterAll(() => provider.remove());
  beforeEach(async () => {
    keyplane = await createSpawnedWorkspaces(provider);
    proxy = await createUnreliableProxy(() => keyplane.api.url);
  });
  afterEach(async () => {
    await keyplane.close();
    await proxy.close();
  });

  const isKeyCreate = ({ method, url }: IncomingMessage) =>
    method === 'POST' && url === '/v1/service-account-keys';
  const open = (files: Readonly<Record<string, string>>) =>
    keyplane.workspace(files, { endpoint: proxy.url });
  const expectLive = async (...states: (readonly string[])[]) =>
    expect(await keyplane.live()).toEqual(states.flat().sort());
  const plain = (text: string) => text.replaceAll(/[\s│╷╵]+/g, ' ');

  /** Starts an apply whose keys Keyplane creates, but terraform gets no answer. */
  async function applyWithoutAnswers(
    workspace: TerraformWorkspace,
    held: number,
    ...args: string[]
  ): Promise<RunningTerraform> {
    const before = proxy.count('hold');
    proxy.decide = (request) => (isKeyCreate(request) ? 'hold' : 'deliver');
    const running = workspace.start('apply', '-auto-approve', ...args);
    await eventually(() => expect(proxy.count('hold')).toBe(before + held), { withinMs: 60_000 });
    return running;
  }
  const providersOf = async ({ child }: RunningTerraform): Promise<number[]> => {
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(child.pid)]);
    return stdout.trim().split(/\s+/).map(Number);
  };

  it('whose terraform was killed is recognized: the next apply replaces the objects that are in no state', async () => {
    const workspace = await open({ 'main.tf': ACCOUNT + keys('k', 3) });
    const { child, finished } = await applyWithoutAnswers(workspace, 3);
    child.kill('SIGKILL');
    await finished;
    expect(await keyplane.live()).toHaveLength(4);
    proxy.decide = () => 'deliver';
    await workspace.apply();
    const all = await idsIn(workspace);
    expect(all).toHaveLength(4);
    await expectLive(all);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  });

  it(
    'makes the next apply wait, with a warning, if its provider was killed too',
    async () => {
      const workspace = await open({ 'main.tf': ACCOUNT + keys('k', 2) });
      const running = await applyWithoutAnswers(workspace, 2);
      const pids = await providersOf(running);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      running.child.kill('SIGKILL');
      await running.finished;
      proxy.decide = () => 'deliver';
      const { stdout } = await workspace.apply();
      expect(plain(stdout)).toContain('Waited for another run of this stack');
      await expectLive(await idsIn(workspace));
    },
    WAITS_MS,
  );

  it(
    'neither blocks a parallel apply nor loses objects to it: the parallel apply creates a second object',
    async () => {
      const workspace = await open({ 'main.tf': ACCOUNT });
      await workspace.apply();
      await workspace.write({ 'main.tf': ACCOUNT + keys('slow', 1) });
      const running = await applyWithoutAnswers(workspace, 1, '-lock=false');
      const [slow] = (await keyplane.live()).filter((id) => id.startsWith('sak_'));
      proxy.decide = () => 'deliver';
      await workspace.write({ 'main.tf': ACCOUNT + keys('quick', 1) });
      // This apply reads the state before the other one has saved anything.
      await workspace.apply('-lock=false');
      expect(await keyplane.live()).toContain(slow);
      expect(await keyplane.live()).toHaveLength(3);
      running.child.kill('SIGKILL');
      await running.finished;
    },
    WAITS_MS,
  );

  it(
    'writes nothing more after another one took over, if its provider was suspended past its lease',
    async () => {
      const workspace = await open({ 'main.tf': ACCOUNT + keys('k', 2) });
      const running = await applyWithoutAnswers(workspace, 2, '-parallelism=2');
      const pids = await providersOf(running);
      for (const pid of pids) process.kill(pid, 'SIGSTOP');
      proxy.decide = () => 'deliver';
      const other = await open({ 'main.tf': ACCOUNT + keys('k', 2) });
      other.env.KEYPLANE_STACK = 'elsewhere';
      await other.apply();
      await workspace.apply('-lock=false');
      const taken = await idsIn(workspace);
      await expectLive(taken, await idsIn(other));
      for (const pid of pids) process.kill(pid, 'SIGCONT');
      const { exitCode } = await running.finished;
      expect(exitCode).toBe(1);
      await expectLive(taken, await idsIn(other));
    },
    WAITS_MS,
  );

  it('keeps the objects of its state if the next apply targets only an equal resource', async () => {
    const workspace = await open({ 'main.tf': ACCOUNT + keys('a', 3) });
    let creates = 0;
    proxy.decide = (request) => (isKeyCreate(request) && ++creates > 2 ? 'hold' : 'deliver');
    const { child, finished } = workspace.start('apply', '-auto-approve', '-parallelism=1');
    await eventually(() => expect(proxy.count('hold')).toBe(1), { withinMs: 60_000 });
    child.kill('SIGKILL');
    await finished;
    proxy.decide = () => 'deliver';
    const held = await idsIn(workspace);
    expect(held).toHaveLength(3);
    await workspace.write({ 'main.tf': ACCOUNT + keys('a', 3) + keys('b', 1) });
    await workspace.apply('-target=keyplane_service_account_key.b');
    expect(await keyplane.live()).toEqual(expect.arrayContaining(held));
    await workspace.apply();
    const all = await idsIn(workspace);
    expect(all).toHaveLength(5);
    expect(all).toEqual(expect.arrayContaining(held));
    await expectLive(all);
  });

  describe('with a state that only terraform can read', () => {
    let backend: StateServer;
    let workspace: TerraformWorkspace;
    let abandoned: string;
    const role = `
resource "keyplane_role" "unseen" {
  name        = "unseen"
  permissions = ["reports.read"]
}
`;

    beforeEach(async () => {
      backend = await createStateServer();
      const address = `terraform {\n  backend "http" {\n    address = "${backend.url}"\n  }\n}\n`;
      workspace = await open({ 'backend.tf': address, 'main.tf': ACCOUNT + role });
      await workspace.apply();
      await workspace.write({ 'main.tf': ACCOUNT + role + keys('k', 1) });
      const { child, finished } = await applyWithoutAnswers(workspace, 1);
      child.kill('SIGKILL');
      await finished;
      proxy.decide = () => 'deliver';
      const created = (await keyplane.live()).filter((id) => id.startsWith('sak_'));
      abandoned = created[0] ?? '';
    });
    afterEach(() => backend.close());

    it('refuses to replace objects that the state may hold, until terraform has presented the whole state', async () => {
      const before = await keyplane.live();
      const unseen = before.find((id) => id.startsWith('role_')) ?? '';
      const refused = await workspace.run(
        'apply',
        '-auto-approve',
        '-target=keyplane_service_account_key.k',
      );
      expect(refused.exitCode).toBe(1);
      const said = plain(refused.stderr);
      expect(said).toContain(`An interrupted run created the same object: ${abandoned}`);
      expect(said).toContain(`id = "${abandoned}"`);
      expect(said).toContain(unseen);
      await expectLive(before);

      await workspace.apply();
      await expectLive(await idsIn(workspace));
      expect(await keyplane.live()).not.toContain(abandoned);
    });

    it('can import the object that the refusal names', async () => {
      await workspace.import('keyplane_service_account_key.k[0]', abandoned);
      await workspace.apply();
      expect(await idsIn(workspace)).toContain(abandoned);
      await expectLive(await idsIn(workspace));
    });
  });
});
