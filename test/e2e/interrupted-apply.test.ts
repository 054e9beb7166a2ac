import type { IncomingMessage } from 'node:http';
import { eventually } from '../support/eventually';
import { SECOND } from '../support/manual-clock';
import {
  createKeyplaneWorkspace,
  providerBlock,
  type KeyplaneWorkspace,
} from './support/keyplane-workspace';
import { createUnreliableProxy, type UnreliableProxy } from './support/unreliable-proxy';

const KEYS = 8;

const CONFIG = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "k" {
  count              = ${KEYS}
  service_account_id = keyplane_service_account.ci.id
  name               = "key \${count.index}"
  expires_in         = "30d"
}
`;

describe('an interrupted apply', () => {
  let workspace: KeyplaneWorkspace;
  let proxy: UnreliableProxy;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
    proxy = await createUnreliableProxy(() => workspace.api.url);
    await workspace.write({ 'provider.tf': providerBlock(workspace.api, { endpoint: proxy.url }) });
    await workspace.configure(CONFIG);
  });
  afterEach(async () => {
    await workspace.cleanup();
    await proxy.close();
  });

  const isKeyCreate = ({ method, url }: IncomingMessage) =>
    method === 'POST' && url === '/v1/service-account-keys';

  const idsInState = async () => {
    const { values } = await workspace.show();
    return (values?.root_module.resources ?? [])
      .filter(({ type }) => type === 'keyplane_service_account_key')
      .map((resource) => String(resource.values.id))
      .sort();
  };
  const liveKeys = async () => {
    const { body } = await workspace.outside().get('/v1/service-account-keys').expect(200);
    return (body.items as { id: string }[]).map(({ id }) => id).sort();
  };
  const liveAccounts = async () => {
    const { body } = await workspace.outside().get('/v1/service-accounts').expect(200);
    return body.items.length as number;
  };
  const expectConvergence = async () => {
    // Keyplane compares times: the state of the next plan must be newer than the run's last
    // renewal.
    workspace.api.clock.advance(SECOND);
    await workspace.apply();
    expect(await idsInState()).toHaveLength(KEYS);
    expect(await liveKeys()).toEqual(await idsInState());
    expect(await liveAccounts()).toBe(1);
    expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
  };

  it('creates one key and keeps its secret if an answer is lost and the request is repeated', async () => {
    let lost = 0;
    proxy.decide = (request) => (isKeyCreate(request) && lost++ < 3 ? 'lose' : 'deliver');
    await workspace.apply();
    expect(proxy.count('lose')).toBe(3);
    expect(await liveKeys()).toEqual(await idsInState());
    const { client_id, secret } = await workspace.applied('keyplane_service_account_key.k[0]');
    const credentials = { clientId: String(client_id), secret: String(secret) };
    await workspace.api.as(credentials).get('/v1/whoami').expect(200);
  });

  it('leaves no orphan after the next apply, even if every answer was lost', async () => {
    proxy.decide = (request) => (isKeyCreate(request) ? 'lose' : 'deliver');
    const run = await workspace.run('apply', '-auto-approve');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('Keyplane cannot be reached');
    expect(await liveKeys()).toHaveLength(KEYS);
    expect(await idsInState()).toEqual([]);
    proxy.decide = () => 'deliver';
    await expectConvergence();
  });

  it('ends soon on Ctrl-C although Keyplane does not answer, and the next apply converges', async () => {
    let creates = 0;
    proxy.decide = (request) => (isKeyCreate(request) && ++creates > 2 ? 'hold' : 'deliver');
    const { child, finished } = workspace.start('apply', '-auto-approve', '-parallelism=3');
    await eventually(() => expect(proxy.count('hold')).toBe(3));
    child.kill('SIGINT');
    const run = await finished;
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('Interrupted creating keyplane_service_account_key');
    expect(await idsInState()).toHaveLength(2);
    proxy.decide = () => 'deliver';
    await expectConvergence();
  });

  it('converges after Keyplane was killed in the middle', async () => {
    let creates = 0;
    let killed: Promise<void> | undefined;
    proxy.decide = (request) => {
      if (isKeyCreate(request) && ++creates === 3) killed = workspace.api.kill();
      return killed === undefined ? 'deliver' : 'lose';
    };
    const run = await workspace.run('apply', '-auto-approve', '-parallelism=2');
    expect(run.exitCode).toBe(1);
    await killed;
    await workspace.api.listen();
    proxy.decide = () => 'deliver';
    await expectConvergence();
  });

  it('converges after terraform itself was killed', async () => {
    let creates = 0;
    proxy.decide = (request) => (isKeyCreate(request) && ++creates > 2 ? 'hold' : 'deliver');
    const { child, finished } = workspace.start('apply', '-auto-approve', '-parallelism=3');
    await eventually(() => expect(proxy.count('hold')).toBe(3));
    child.kill('SIGKILL');
    await finished;
    proxy.decide = () => 'deliver';
    await expectConvergence();
  });
});
