import { VERSIONS } from './support/keyplane-workspace';
import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const MAY = [
  'roles.read',
  'roles.update',
  'roles.delete',
  'reports.read',
  'service_accounts.read',
  'service_accounts.update',
  'service_accounts.delete',
  'service_account_keys.read',
  'service_account_keys.update',
  'service_account_keys.rotate',
  'service_account_keys.create',
  'service_account_keys.revoke',
];

interface Settings {
  readonly permissions?: readonly string[];
  readonly account?: string;
  readonly key?: string;
}

const stack = ({ permissions = MAY, account = '', key = 'expires_in = "30d"' }: Settings = {}) => `
resource "keyplane_role" "ci" {
  name        = "ci"
  permissions = ${JSON.stringify(permissions)}
}
resource "keyplane_service_account" "ci" {
  name = "ci"
  ${account === '' ? 'role_ids = [keyplane_role.ci.id]' : account}
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  ${key}
}
`;

const KEY = 'keyplane_service_account_key.ci';
const REFUSED = /gives this run its access and must not/;

describe('a change of the credential of its own run', () => {
  let workspace: UsedWorkspace;

  beforeAll(async () => {
    workspace = await createUsedWorkspace();
    await workspace.write({ 'provider.tf': VERSIONS, 'main.tf': stack() });
    workspace.environment['KEYPLANE_ENDPOINT'] = workspace.api.url;
    actAsOwner();
    await workspace.apply();
    await actAsKey();
  });
  afterAll(() => workspace.cleanup());
  afterEach(async () => {
    delete workspace.environment['KEYPLANE_ALLOW_SELF_REMOVAL'];
    await workspace.write({ 'main.tf': stack() });
  });

  function actAsOwner() {
    const { clientId, secret } = workspace.api.team.owner;
    workspace.environment['KEYPLANE_CLIENT_ID'] = clientId;
    workspace.environment['KEYPLANE_CLIENT_SECRET'] = secret;
  }
  async function actAsKey() {
    const { client_id: clientId, secret } = await workspace.values(KEY);
    workspace.environment['KEYPLANE_CLIENT_ID'] = String(clientId);
    workspace.environment['KEYPLANE_CLIENT_SECRET'] = String(secret);
  }
  const planned = async (hcl: string, ...args: string[]) => {
    await workspace.write({ 'main.tf': hcl });
    return workspace.judged('plan', ...args);
  };
  const withoutKey = stack().slice(0, stack().indexOf('resource "keyplane_service_account_key"'));
  const isAlive = async () => {
    const { id } = await workspace.values(KEY);
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    return (body as { state: string }).state === 'active';
  };

  it.each<[string, string, readonly string[]]>([
    ['a destroy', stack(), ['-destroy']],
    ['a destroy without a refresh', stack(), ['-destroy', '-refresh=false']],
    [
      'a destroy of its account alone',
      stack(),
      ['-destroy', '-target=keyplane_service_account.ci'],
    ],
    ['a removal from the configuration', withoutKey, []],
    ['a replacement', stack(), [`-replace=${KEY}`]],
    ['a later expiry, which replaces it', stack({ key: 'expires_in = "60d"' }), []],
    ['an expiry that is over soon', stack({ key: 'expires_in = "1h"' }), []],
    ['disabling the key', stack({ key: 'expires_in = "30d"\nenabled = false' }), []],
    ['disabling the account', stack({ account: 'enabled = false' }), []],
    ['taking the roles of the account', stack({ account: 'role_ids = []' }), []],
    ['taking a permission of its role', stack({ permissions: MAY.slice(1) }), []],
  ])('is refused in the plan: %s', async (_what, hcl, args) => {
    const { exitCode, refused } = await planned(hcl, ...args);
    expect(exitCode).toBe(1);
    expect(refused).toMatch(REFUSED);
    expect(refused).toContain('KEYPLANE_ALLOW_SELF_REMOVAL=true');
  });

  it('is refused in the plan if it is a rotation that soon ends the secret', async () => {
    const rotated = (image: string, overlap: string) =>
      stack({
        key: `expires_in = "30d"
  rotation = { overlap = "${overlap}", when_changed = { image = "${image}" } }`,
      });
    await workspace.write({ 'main.tf': rotated('1', '24h') });
    await workspace.apply();
    expect((await planned(rotated('2', '24h'))).exitCode).toBe(0);
    const { exitCode, refused } = await planned(rotated('2', '1m'));
    expect(exitCode).toBe(1);
    expect(refused).toMatch(REFUSED);
    await workspace.write({ 'main.tf': stack() });
    await workspace.apply();
  });

  it('is allowed if it does not affect the credential', async () => {
    const { exitCode } = await planned(stack({ key: 'expires_in = "20d"' }));
    expect(exitCode).toBe(0);
  });

  it('causes a warning in the plan if KEYPLANE_ALLOW_SELF_REMOVAL is set', async () => {
    workspace.environment['KEYPLANE_ALLOW_SELF_REMOVAL'] = 'true';
    const { exitCode, said } = await planned(stack(), '-destroy');
    expect(exitCode).toBe(0);
    expect(said).toContain('gives this run its access and will be destroyed');
  });

  it('is refused in the apply if another credential made the plan or the key is tainted', async () => {
    actAsOwner();
    await workspace.plan({ out: 'destroy' }, '-destroy');
    await actAsKey();
    const saved = await workspace.judged('apply', 'destroy');
    expect(saved.exitCode).toBe(1);
    expect(saved.refused).toMatch(REFUSED);
    expect(await isAlive()).toBe(true);

    await workspace.run('taint', KEY);
    const tainted = await workspace.judged('apply', '-auto-approve');
    expect(tainted.exitCode).toBe(1);
    expect(tainted.refused).toMatch(REFUSED);
    expect(await isAlive()).toBe(true);
    await workspace.run('untaint', KEY);
  });
});
