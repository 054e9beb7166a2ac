import { DAY } from '../support/manual-clock';
import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const KEY = 'keyplane_service_account_key.ci';

describe('the expiry of a key', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const configure = (expiry: string, days = 0) =>
    workspace.configure(`
resource "terraform_data" "days" {
  input = ${days}
}
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  ${expiry}
}
`);
  const inDays = (days: number) =>
    new Date(workspace.api.clock.now().getTime() + days * DAY).toISOString();

  const planned = async () => {
    const { stdout } = await workspace.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await workspace.show('plan');
    const change = changes.find(({ address }) => address === KEY)?.change;
    return { actions: change?.actions, paths: change?.replace_paths, after: change?.after, stdout };
  };

  it('is unchanged by another spelling of the same time', async () => {
    const year = workspace.api.clock.now().getUTCFullYear() + 1;
    await configure(`expires_at = "${year}-06-01T12:00:00Z"`);
    await workspace.apply();
    await configure(`expires_at = "${year}-06-01T14:00:00.000+02:00"`);
    expect((await planned()).actions).toEqual(['no-op']);
    await configure(`expires_at = "${year}-06-01T12:00:00.0001Z"`);
    expect((await planned()).actions).toEqual(['no-op']);
  });

  it('moves to an earlier time without a new key', async () => {
    await configure('expires_at = "never"');
    await workspace.apply();
    const { id, secret } = await workspace.applied(KEY);
    const earlier = inDays(10);
    await configure(`expires_at = "${earlier}"`);
    expect((await planned()).actions).toEqual(['update']);
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ id, secret, expires_at: earlier });
  });

  it('moves to a later time with a new key, and the plan says why', async () => {
    await configure(`expires_at = "${inDays(10)}"`);
    await workspace.apply();
    for (const later of [inDays(20), 'never']) {
      await configure(`expires_at = "${later}"`);
      const { actions, paths, stdout } = await planned();
      expect(actions).toEqual(['delete', 'create']);
      expect(paths).toEqual([['expires_at']]);
      expect(stdout).toContain('Service account key "deploy" will be replaced for a later expiry');
    }
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ expires_at: 'never' });
    expect((await planned()).actions).toEqual(['no-op']);
  });

  it.each([
    ['later', 40],
    ['earlier', 20],
  ])(
    'replaces the key if the new time is known only during the apply and turns out to be %s',
    async (_which, days) => {
      const fromAnother = (wanted: number) =>
        configure('expires_in = "${terraform_data.days.output}d"', wanted);
      await fromAnother(30);
      await workspace.apply();
      const { id } = await workspace.applied(KEY);
      await fromAnother(days);
      const { actions, paths, stdout } = await planned();
      expect([actions, paths]).toEqual([['delete', 'create'], [['expires_at']]]);
      expect(stdout).toContain('will be replaced, because its new expiry is not known yet');
      await workspace.apply('plan');
      const made = await workspace.applied(KEY);
      expect(made).toMatchObject({ expires_in: `${days}d` });
      expect(made['id']).not.toBe(id);
      expect((await planned()).actions).toEqual(['no-op']);
    },
  );

  it('is known in the plan if the period becomes shorter', async () => {
    await configure('expires_in = "30d"');
    await workspace.apply();
    const { id, created_at: createdAt } = await workspace.applied(KEY);
    const day = (days: number) =>
      new Date(Date.parse(String(createdAt)) + days * DAY).toISOString();
    await configure('expires_in = "720h"');
    expect((await planned()).actions).toEqual(['no-op']);
    await configure('expires_in = "1w"');
    const { actions, after } = await planned();
    expect(actions).toEqual(['update']);
    expect(after).toMatchObject({ expires_at: day(7) });
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ id, expires_at: day(7) });
    await configure('expires_in = "90d"');
    expect(await planned()).toMatchObject({
      actions: ['delete', 'create'],
      paths: [['expires_at']],
    });
    await workspace.apply();
    expect((await planned()).actions).toEqual(['no-op']);
  });

  it('keeps an expired key in the state, and each refresh says how to replace it', async () => {
    await configure('expires_in = "30d"');
    await workspace.apply();
    workspace.api.clock.advance(31 * DAY);
    const { actions, stdout } = await planned();
    expect(actions).toEqual(['no-op']);
    expect(stdout).toMatch(/Warning: Service account key "deploy" \(sak_\w+\) has expired/);
    expect(stdout).toContain('terraform apply -replace');
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ state: 'expired' });
  });

  it('makes the plan refuse to disable an expired key', async () => {
    await configure('expires_in = "30d"');
    await workspace.apply();
    workspace.api.clock.advance(31 * DAY);
    await configure('expires_in = "30d"\n  enabled = false');
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('can be neither enabled nor disabled');
    expect(run.stderr).toMatch(/on main\.tf line \d+.*\n.*enabled = false/);
  });

  it('needs a new key if somebody moved it earlier outside Terraform', async () => {
    await configure('expires_in = "30d"');
    await workspace.apply();
    const { id } = await workspace.applied(KEY);
    await workspace
      .outside()
      .patch(`/v1/service-account-keys/${id}`)
      .send({ expires_at: inDays(2) })
      .expect(200);
    expect((await planned()).actions).toEqual(['delete', 'create']);
  });

  it('is "never" for an application key by default', async () => {
    const application = (expiry: string) =>
      workspace.configure(`resource "keyplane_application_key" "a" {\n  ${expiry}\n}`);
    await application('');
    await workspace.apply();
    const address = 'keyplane_application_key.a';
    expect(await workspace.applied(address)).toMatchObject({ expires_at: 'never' });
    await application('expires_in = "30d"');
    await workspace.apply();
    const { created_at, expires_at } = await workspace.applied(address);
    expect(Date.parse(String(expires_at)) - Date.parse(String(created_at))).toBe(30 * DAY);
    await application('');
    const { stdout } = await workspace.plan();
    expect(stdout).toContain('must be replaced');
    await workspace.apply();
    expect(await workspace.applied(address)).toMatchObject({ expires_at: 'never' });
  });
});
