import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const DRY_RUN = 'POST /v1/dry-runs';

const account = (name: string) => `
resource "keyplane_service_account" "${name}" {
  name = "${name}"
}
`;
const keys = (count: number, of: string, label = 'many') => `
resource "keyplane_service_account_key" "${label}" {
  count              = ${count}
  service_account_id = ${of}
  name               = "${label}-\${count.index}"
  expires_in         = "30d"
}
`;
const NEW = 'keyplane_service_account.ci.id';

describe('a plan that Keyplane has judged', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const plan = async (hcl: string, ...args: string[]) => {
    await workspace.configure(hcl);
    workspace.proxy.calls.length = 0;
    return workspace.judged('plan', ...args);
  };
  const apply = async (hcl: string) => {
    await workspace.configure(hcl);
    await workspace.apply();
  };
  const dryRuns = () => workspace.proxy.calls.filter((call) => call === DRY_RUN).length;
  const created = async (path: string, body: object) => {
    const answer = await workspace.outside().post(path).send(body).expect(201);
    return answer.body as Record<string, string>;
  };
  const accountWith = async (count: number) => {
    const { id } = await created('/v1/service-accounts', { name: 'outside' });
    for (let at = 0; at < count; at += 1) {
      const key = { service_account_id: id, name: `k${at}`, expires_in: '30d' };
      await created('/v1/service-account-keys', key);
    }
    return String(id);
  };

  it('asks about many creations in few calls, and makes no call for an unchanged plan', async () => {
    const accounts = Array.from({ length: 15 }, (_, at) => `a${at}`);
    const hcl = accounts
      .map((name) => account(name) + keys(10, `keyplane_service_account.${name}.id`, name))
      .join('');
    expect((await plan(hcl)).exitCode).toBe(0);
    // 165 questions, ten at a time. Some come in smaller groups, because Terraform plans accounts
    // first.
    expect(workspace.proxy.calls.length).toBeLessThanOrEqual(25);
    await workspace.apply();
    expect((await plan(hcl, '-detailed-exitcode')).exitCode).toBe(0);
    expect(dryRuns()).toBe(0);
    expect(workspace.proxy.calls.length).toBeLessThanOrEqual(25);
  });

  it('refuses the eleventh key of one account, new or not', async () => {
    expect((await plan(account('ci') + keys(10, NEW))).exitCode).toBe(0);
    const fresh = await plan(account('ci') + keys(11, NEW));
    expect(fresh.exitCode).toBe(1);
    expect(fresh.refused).toContain('More keys than new service accounts can have');
    const id = await accountWith(0);
    expect((await plan(keys(10, `"${id}"`))).exitCode).toBe(0);
    const known = await plan(keys(11, `"${id}"`));
    expect(known.exitCode).toBe(1);
    expect(known.refused).toContain('More keys than the service account can have');
  });

  it('warns if existing keys of the account leave no room, because the plan may remove them', async () => {
    const id = await accountWith(9);
    expect((await plan(keys(1, `"${id}"`))).said).not.toContain('may not have room');
    const full = await plan(keys(2, `"${id}"`));
    expect(full.exitCode).toBe(0);
    expect(full.said).toContain('may not have room for all planned keys');
    const last = { service_account_id: id, name: 'last', expires_in: '30d' };
    await created('/v1/service-account-keys', last);
    const more = await plan(keys(1, `"${id}"`));
    expect(more.exitCode).toBe(0);
    expect(more.said).toContain('If no other change of this plan resolves that first');
  });

  it.each([
    ['a later expiry', '60d', []],
    ['-replace', '30d', ['-replace', 'keyplane_service_account_key.many[3]']],
  ])('does not count a replaced key against the limit with %s', async (_how, period, args) => {
    const hcl = account('ci') + keys(10, NEW);
    await apply(hcl);
    const { exitCode, said } = await plan(hcl.replace('30d', period), ...args);
    expect(exitCode).toBe(0);
    expect(said).toContain(args.length === 0 ? '10 to add' : '1 to add');
    expect(said).not.toMatch(/room|resolves that first/);
    expect(dryRuns()).toBeGreaterThan(0);
  });

  it('refuses a forced replacement that Keyplane would not create again', async () => {
    const { id } = await created('/v1/service-accounts', { name: 'outside' });
    const hcl = keys(1, `"${id}"`);
    await apply(hcl);
    const target = 'keyplane_service_account_key.many[0]';
    const other = hcl.replace(/"sa_\w+"/, '"sa_0"');
    for (const args of [[], ['-replace', target]]) {
      const { exitCode, refused } = await plan(other, ...args);
      expect(exitCode).toBe(1);
      expect(refused).toContain('This service account does not exist');
    }
  });

  it('refuses an update that Keyplane would refuse', async () => {
    const role = (permission: string) =>
      `resource "keyplane_role" "r" {\n  name = "r"\n  permissions = ["${permission}"]\n}\n`;
    await apply(role('reports.read'));
    const { exitCode, refused } = await plan(role('service_accounts.raed'));
    expect(exitCode).toBe(1);
    expect(refused).toMatch(/on main.tf line 3.*Did you mean service_accounts.read\?/);
  });

  it('passes if the credentials may not write, or may not ask', async () => {
    const { id } = await created('/v1/roles', { name: 'r', permissions: ['roles.read'] });
    const reader = await created('/v1/service-accounts', { name: 'reader', role_ids: [id] });
    const credentials = await created('/v1/service-account-keys', {
      service_account_id: reader['id'],
      name: 'k',
      expires_in: '30d',
    });
    const { client_id = '', secret = '' } = credentials;
    const hcl = `${account('ci')}${keys(1, NEW)}resource "keyplane_application_key" "a" {}\n`;
    await workspace.configure(hcl, { client_id, client_secret: secret });
    const read = await workspace.judged('plan');
    expect([read.exitCode, read.said]).toEqual([0, expect.not.stringContaining('dry run')]);
    workspace.proxy.refuses = (call) => call === DRY_RUN;
    const { exitCode, said } = await plan(hcl);
    expect([exitCode, said]).toEqual([0, expect.not.stringContaining('dry run')]);
  });

  it('refuses an application key under the credentials of a service account', async () => {
    const { body } = await workspace.outside().get('/v1/whoami');
    const { permissions } = body as { permissions: readonly string[] };
    for (const granted of [permissions, ['roles.create', 'roles.read']]) {
      const { id } = await created('/v1/roles', { name: 'r', permissions: granted });
      const machine = await created('/v1/service-accounts', { name: 'ci', role_ids: [id] });
      const credentials = await created('/v1/service-account-keys', {
        service_account_id: machine['id'],
        name: 'k',
        expires_in: '30d',
      });
      const { client_id = '', secret = '' } = credentials;
      const hcl = 'resource "keyplane_application_key" "a" {}\n';
      await workspace.configure(hcl, { client_id, client_secret: secret });
      const { exitCode, refused } = await workspace.judged('plan');
      expect(exitCode).toBe(1);
      expect(refused).toContain('A service account has no application keys');
    }
  });

  it('warns once if Keyplane is too old to be asked, and continues', async () => {
    workspace.proxy.lacks = (call) => call === DRY_RUN;
    const hcl = account('ci') + keys(3, NEW);
    const { exitCode, said } = await plan(hcl);
    expect(exitCode).toBe(0);
    expect(said.match(/Planned without a dry run/g)).toHaveLength(1);
    expect(said).toContain('This version of Keyplane is too old for dry runs.');
    expect(dryRuns()).toBe(1);
    await workspace.apply();
  });

  it('warns once if Keyplane cannot be reached, and continues', async () => {
    await workspace.api.kill();
    const { exitCode, said } = await plan(account('ci'));
    await workspace.api.listen();
    expect(exitCode).toBe(0);
    expect(said.match(/Planned without a dry run/g)).toHaveLength(1);
  });
});
