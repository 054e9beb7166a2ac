import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

interface Names {
  readonly permissions?: string;
  readonly account?: string;
  readonly key?: string;
  readonly laptop?: string;
}

const config = (names: Names = {}) => `
resource "keyplane_role" "reader" {
  name        = "reader"
  permissions = ${names.permissions ?? '["reports.read", "invoices.read"]'}
}
resource "keyplane_service_account" "ci" {
  name        = "${names.account ?? 'ci'}"
  description = "Runs the pipelines"
  role_ids    = [keyplane_role.reader.id]
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "${names.key ?? 'ci'}"
  expires_in         = "30d"
}
resource "keyplane_application_key" "laptop" {
  description = "${names.laptop ?? 'laptop'}"
}
`;

const ROLE = 'keyplane_role.reader';
const ACCOUNT = 'keyplane_service_account.ci';
const KEY = 'keyplane_service_account_key.ci';
const LAPTOP = 'keyplane_application_key.laptop';

describe('the life of a key, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    await workspace.configure(config());
    await workspace.apply();
  });
  afterAll(() => workspace.cleanup());

  const actions = async () => {
    await workspace.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await workspace.show('plan');
    return Object.fromEntries(
      changes
        .filter(({ change }) => change.actions[0] !== 'no-op')
        .map(({ address, change }) => [address, change.actions.join('+')]),
    );
  };

  it('creates what the configuration declares, and then plans no change', async () => {
    await workspace.validate();
    const key = await workspace.applied(KEY);
    expect(key).toMatchObject({ name: 'ci', state: 'active', enabled: true });
    expect(key.secret).toMatch(/^kps_[0-9A-Za-z]{49}$/);
    expect(await workspace.applied(LAPTOP)).toMatchObject({ expires_at: 'never' });
    expect(await actions()).toEqual({});
  });

  it('hands out a secret that Keyplane accepts', async () => {
    const { client_id, secret } = await workspace.applied(KEY);
    const credentials = { clientId: String(client_id), secret: String(secret) };
    const { body } = await workspace.api.as(credentials).get('/v1/whoami').expect(200);
    expect(body).toMatchObject({ kind: 'service_account', name: 'ci' });
  });

  it('marks the secret sensitive, so that no plan prints it', async () => {
    const { secret } = await workspace.applied(KEY);
    const { stdout } = await workspace.run('show');
    expect(stdout).toContain('(sensitive value)');
    expect(stdout).not.toContain(secret);
  });

  it('changes names, descriptions and permissions in place', async () => {
    const before = await workspace.applied(KEY);
    await workspace.configure(
      config({ permissions: '["reports.read"]', account: 'robot', key: 'night', laptop: 'old' }),
    );
    expect(await actions()).toEqual({
      [ROLE]: 'update',
      [ACCOUNT]: 'update',
      [KEY]: 'update',
      [LAPTOP]: 'update',
    });
    await workspace.apply();
    expect(await workspace.applied(KEY)).toEqual({ ...before, name: 'night' });
    expect(await actions()).toEqual({});
  });

  it('shows what somebody changed outside Terraform, and restores it', async () => {
    const { id } = await workspace.applied(ACCOUNT);
    await workspace.outside().patch(`/v1/service-accounts/${id}`).send({ enabled: false });
    expect(await actions()).toEqual({ [ACCOUNT]: 'update' });
    await workspace.apply();
    const { body } = await workspace.outside().get(`/v1/service-accounts/${id}`);
    expect(body).toMatchObject({ enabled: true });
  });

  it('says who revoked a key outside Terraform and why, and plans a new one', async () => {
    const { id } = await workspace.applied(KEY);
    await workspace.outside().delete(`/v1/service-account-keys/${id}?reason=leaked`).expect(204);
    const { stdout } = await workspace.plan();
    expect(stdout).toMatch(/Warning: Service account key "night" \(sak_\w+\) was revoked/);
    expect(stdout).toContain('saying: leaked');
    expect(stdout).toContain(workspace.api.team.owner.memberId);
    await workspace.apply();
    expect((await workspace.applied(KEY)).id).not.toBe(id);
    expect(await actions()).toEqual({});
  });

  it.each([
    ['the key', KEY, /revoked sak_\w+ at \S+Z\. The plan creates another key/],
    ['its account', ACCOUNT, /revoked sak_\w+ at \S+Z by deleting its service account\. The plan/],
  ])('explains that somebody revoked a key with %s', async (_what, address, sentence) => {
    const { id } = await workspace.applied(address);
    const collection = address === KEY ? 'service-account-keys' : 'service-accounts';
    await workspace.outside().delete(`/v1/${collection}/${id}`);
    const { stdout } = await workspace.plan();
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(sentence);
    await workspace.apply();
    expect(await actions()).toEqual({});
  });

  it('keeps a key that was rotated outside, and removes the ended secret from the state', async () => {
    const { id, secret } = await workspace.applied(KEY);
    expect(secret).not.toBeNull();
    await workspace.outside().post(`/v1/service-account-keys/${id}/rotate`).send({}).expect(200);
    const { stdout } = await workspace.plan();
    expect(stdout).toContain(`Service account key "night" (${id}) was rotated outside Terraform`);
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ id, secret: null });
    expect(await actions()).toEqual({});
  });

  it('imports each kind of object by the ID, and then plans no change', async () => {
    const addresses = [ROLE, ACCOUNT, KEY, LAPTOP];
    const ids = new Map<string, string>();
    for (const address of addresses) {
      ids.set(address, String((await workspace.applied(address)).id));
    }
    await workspace.run('state', 'rm', ...addresses);
    await workspace.import(KEY, ids.get(KEY) ?? '');
    const blocks = [ROLE, ACCOUNT, LAPTOP].map(
      (address) => `import {\n  to = ${address}\n  id = "${ids.get(address)}"\n}\n`,
    );
    const names = {
      permissions: '["reports.read"]',
      account: 'robot',
      key: 'night',
      laptop: 'old',
    };
    await workspace.configure(config(names) + blocks.join(''));
    expect(await actions()).toEqual({});
    await workspace.apply();
    expect(await workspace.applied(KEY)).toMatchObject({ id: ids.get(KEY), expires_in: '30d' });
    await workspace.configure(config(names));
    expect(await actions()).toEqual({});
  });

  it('says that there is nothing to import under a wrong ID', async () => {
    await workspace.write({
      'other.tf': 'resource "keyplane_role" "other" {\n  name = "other"\n  permissions = []\n}\n',
    });
    const missing = await workspace.run('import', 'keyplane_role.other', 'role_0123456789');
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain('There is no role role_0123456789 to import');
    await workspace.write({ 'other.tf': '' });
  });

  it('deletes a role in the apply that removes it from an account, or says what is needed for that', async () => {
    const role = (lifecycle: string) => `
resource "keyplane_role" "passing" {
  name        = "passing"
  permissions = ["reports.read"]
  ${lifecycle}
}`;
    const account = (roles: string) => `
resource "keyplane_service_account" "holder" {
  name     = "holder"
  role_ids = [${roles}]
}`;
    const held = account('keyplane_role.passing.id');
    await workspace.write({ 'passing.tf': role('') + held });
    await workspace.apply();
    await workspace.write({ 'passing.tf': account('') });
    const run = await workspace.run('apply', '-auto-approve');
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toContain('create_before_destroy');

    const ordered = role('lifecycle {\n    create_before_destroy = true\n  }');
    await workspace.write({ 'passing.tf': ordered + held });
    await workspace.apply();
    await workspace.write({ 'passing.tf': account('') });
    await workspace.apply();
    await workspace.write({ 'passing.tf': '' });
    await workspace.apply();
  });

  it('revokes the keys and deletes the accounts in a destroy', async () => {
    const key = await workspace.applied(KEY);
    const account = await workspace.applied(ACCOUNT);
    await workspace.destroy();
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${key.id}`);
    expect(body).toMatchObject({ state: 'revoked' });
    await workspace.outside().get(`/v1/service-accounts/${account.id}`).expect(404);
  });
});
