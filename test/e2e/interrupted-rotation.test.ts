import type { IncomingMessage } from 'node:http';
import { eventually } from '../support/eventually';
import { DAY, HOUR, SECOND } from '../support/manual-clock';
import { SERVICE_ACCOUNT_KEY } from './support/key-families';
import {
  createKeyplaneWorkspace,
  type KeyplaneWorkspace,
  providerBlock,
} from './support/keyplane-workspace';
import { plannedChange } from './support/planned-change';
import { createUnreliableProxy, type UnreliableProxy } from './support/unreliable-proxy';

const { address, configuration, path } = SERVICE_ACCOUNT_KEY;

describe('an interrupted rotation', () => {
  let workspace: KeyplaneWorkspace;
  let proxy: UnreliableProxy;
  let before: Readonly<Record<string, unknown>>;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
    proxy = await createUnreliableProxy(() => workspace.api.url);
    const settings = { endpoint: proxy.url, stack: 'production' };
    await workspace.write({ 'provider.tf': providerBlock(workspace.api, settings) });
    await workspace.configure(configuration('rotation = { every = "30d", overlap = "2h" }'));
    await workspace.apply();
    before = await workspace.applied(address);
    workspace.api.clock.advance(30 * DAY);
  });
  afterEach(async () => {
    await workspace.cleanup();
    await proxy.close();
  });

  const isRotation = ({ url }: IncomingMessage) => url?.endsWith('/rotate') === true;
  const works = async ({ client_id, secret }: Readonly<Record<string, unknown>>) => {
    const credentials = { clientId: String(client_id), secret: String(secret) };
    return (await workspace.api.as(credentials).get('/v1/whoami')).status === 200;
  };
  const onServer = async () =>
    (await workspace.outside().get(`${path}/${before.id}`).expect(200)).body;
  const loseTheAnswer = async () => {
    proxy.decide = (request) => (isRotation(request) ? 'lose' : 'deliver');
    expect((await workspace.run('apply', '-auto-approve')).exitCode).toBe(1);
    proxy.decide = () => 'deliver';
    expect(await workspace.applied(address)).toMatchObject({ secret: before.secret });
    const { secret_version: orphan } = await onServer();
    expect(orphan).not.toBe(before.secret_version);
    return orphan;
  };
  const expectConvergence = async (orphan: unknown) => {
    const after = await workspace.applied(address);
    expect(after.secret_version).not.toBe(orphan);
    expect([await works(before), await works(after)]).toEqual([true, true]);
    expect(await onServer()).toMatchObject({
      secret_version: after.secret_version,
      retiring_secret: { secret_version: before.secret_version },
    });
    for (const refresh of [['-refresh=false'], []]) {
      const { exitCode } = await workspace.plan({ detailedExitCode: true }, ...refresh);
      expect(exitCode).toBe(0);
    }
  };

  it('happens once if an answer is lost and the request is repeated', async () => {
    let lost = 0;
    proxy.decide = (request) => (isRotation(request) && lost++ < 4 ? 'lose' : 'deliver');
    await workspace.apply();
    expect(proxy.count('lose')).toBe(4);
    await expectConvergence(undefined);
  });

  it('is planned again, and replaces the secret that nobody received', async () => {
    const orphan = await loseTheAnswer();
    workspace.api.clock.advance(HOUR);
    const { unknown, text } = await plannedChange(workspace, address);
    expect(unknown).toContain('secret_version');
    expect(text).toContain('An apply that was cut off rotated the key');
    expect(text).not.toContain('A rotation is in progress');
    expect(text).toContain(`version ${before.secret_version}) remains valid and ENDS 2h AFTER`);
    await workspace.apply();
    await expectConvergence(orphan);
    const { secret_created_at: madeAt, previous_secret_ends_at: endsAt } =
      await workspace.applied(address);
    expect(Date.parse(String(endsAt)) - Date.parse(String(madeAt))).toBe(2 * HOUR);
  });

  it('is planned again even if the configuration no longer asks for a rotation', async () => {
    const orphan = await loseTheAnswer();
    await workspace.configure(configuration(''));
    await workspace.apply();
    await expectConvergence(orphan);
  });

  it('is applied from a plan without a refresh, which knows only that it was due', async () => {
    const orphan = await loseTheAnswer();
    await workspace.apply('-refresh=false');
    await expectConvergence(orphan);
  });

  it('is planned again after terraform itself was killed', async () => {
    proxy.decide = (request) => (isRotation(request) ? 'hold' : 'deliver');
    const { child, finished } = workspace.start('apply', '-auto-approve');
    await eventually(() => expect(proxy.count('hold')).toBe(1));
    child.kill('SIGKILL');
    await finished;
    proxy.decide = () => 'deliver';
    const { secret_version: orphan } = await onServer();
    // Keyplane compares times: the state of the next plan must be newer than the killed run's last
    // renewal.
    workspace.api.clock.advance(SECOND);
    await workspace.apply();
    await expectConvergence(orphan);
  });

  describe('that a read-only credential has seen', () => {
    const settings = () => ({ endpoint: proxy.url, stack: 'production' });
    const asReader = async () => {
      const owner = workspace.outside();
      const permissions = ['service_account_keys.read', 'service_accounts.read'];
      const role = await owner.post('/v1/roles').send({ name: 'reader', permissions }).expect(201);
      const account = await owner
        .post('/v1/service-accounts')
        .send({ name: 'reader', role_ids: [role.body.id] })
        .expect(201);
      const { body: key } = await owner
        .post('/v1/service-account-keys')
        .send({ service_account_id: account.body.id, name: 'reader', expires_at: 'never' })
        .expect(201);
      const reader = { ...settings(), client_id: key.client_id, client_secret: key.secret };
      await workspace.write({ 'provider.tf': providerBlock(workspace.api, reader) });
    };
    const asOwner = () =>
      workspace.write({ 'provider.tf': providerBlock(workspace.api, settings()) });

    it('is planned again even if that credential has refreshed the state', async () => {
      const orphan = await loseTheAnswer();
      await asReader();
      await workspace.apply('-refresh-only');
      await asOwner();
      await workspace.apply();
      await expectConvergence(orphan);
    });

    it('is planned by that credential too', async () => {
      await loseTheAnswer();
      await asReader();
      const { stdout } = await workspace.plan();
      expect(stdout).toMatch(/secret_version +=.*-> \(known after apply\)/);
    });
  });

  it('is recorded after its apply has finished, and is never undone', async () => {
    await workspace.apply();
    const unrecorded = () =>
      workspace.api.database.knex('key_secrets').where({ key_id: before.id }).whereNotNull('run');
    // Terraform waits for the end of a provider only if it started that provider.
    await eventually(async () => expect(await unrecorded()).toEqual([]));
    expect((await onServer()).secret_version).not.toBe(before.secret_version);
  });
});
