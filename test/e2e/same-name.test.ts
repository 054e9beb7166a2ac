import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const ACCOUNT = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
`;

const key = (label: string, name: string) => `
resource "keyplane_service_account_key" "${label}" {
  service_account_id = keyplane_service_account.ci.id
  name               = "${name}"
  expires_in         = "30d"
}
`;

const keyOfEach = (name: string) => `
resource "keyplane_service_account_key" "each" {
  for_each           = toset(["eu", "us"])
  service_account_id = keyplane_service_account.ci.id
  name               = "${name}"
  expires_in         = "30d"
}
`;

const FIRST = 'keyplane_service_account_key.first';
const SECOND = 'keyplane_service_account_key.second';

describe('two resources with one name and one owner in one stack', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const keysInState = async () => {
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
  const expectConverged = async (count: number) => {
    expect(await keysInState()).toHaveLength(count);
    expect(await liveKeys()).toEqual(await keysInState());
    const { exitCode, stdout } = await workspace.plan({ detailedExitCode: true });
    expect(stdout).toContain('No changes.');
    expect(exitCode).toBe(0);
  };
  const idOf = async (address: string) => String((await workspace.applied(address)).id);

  it.each([
    ['as two resources', key('first', 'deploy') + key('second', 'deploy')],
    ['by for_each', keyOfEach('deploy')],
  ])('creates both if they are declared %s', async (_how, equal) => {
    await workspace.configure(ACCOUNT + equal);
    await workspace.apply();
    await expectConverged(2);
  });

  it('keeps the first valid until it is destroyed, if the second replaces it with create_before_destroy and -refresh=false', async () => {
    const lasting = key('first', 'deploy').replace(
      /}\s*$/,
      'lifecycle {\n    create_before_destroy = true\n  }\n}\n',
    );
    await workspace.configure(ACCOUNT + lasting);
    await workspace.apply();
    const first = await idOf(FIRST);
    await workspace.apply(`-replace=${FIRST}`, '-refresh=false');
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${first}`).expect(200);
    expect(body.revocation.reason).toBe('revoked');
    await expectConverged(1);
  });

  it.each([
    ['with a refresh', []],
    ['with -refresh=false', ['-refresh=false']],
  ])('creates the second next to the first in two applies %s', async (_how, options) => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await workspace.applied(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.apply(...options);
    expect(await workspace.applied(FIRST)).toMatchObject({ id: first.id, secret: first.secret });
    await expectConverged(2);
  });

  it('creates the second next to the first in two applies of saved plans without a refresh', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.plan({ out: 'plan' }, '-refresh=false');
    await workspace.apply('plan');
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.plan({ out: 'plan' }, '-refresh=false');
    await workspace.apply('plan');
    expect(await idOf(FIRST)).toBe(first);
    await expectConverged(2);
  });

  it('creates a resource with the name of another that is renamed in the same apply', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'old') + key('second', 'deploy'));
    await workspace.apply('-refresh=false');
    expect(await idOf(FIRST)).toBe(first);
    await expectConverged(2);
  });

  it('replaces nothing with -target, although Terraform then presents only the target', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.apply(`-target=${SECOND}`);
    expect(await idOf(FIRST)).toBe(first);
    await expectConverged(2);
  });
});

describe('an object without a secret', () => {
  let workspace: KeyplaneWorkspace;

  beforeEach(async () => {
    workspace = await createKeyplaneWorkspace();
  });
  afterEach(() => workspace.cleanup());

  it.each([
    ['role', 'roles', 'permissions = ["reports.read"]'],
    ['service_account', 'service-accounts', ''],
    ['group', 'groups', ''],
    ['wallet', 'wallets', 'currency = "EUR"'],
    ['service_key', 'service-keys', 'accept_terms = "2026-11"'],
  ])(
    'keeps two objects with one name, even with -refresh=false: %s',
    async (type, collection, lines) => {
      const declared = (label: string) =>
        `resource "keyplane_${type}" "${label}" {\n  name = "twin"\n  ${lines}\n}\n`;
      const live = async () => {
        const { body } = await workspace.outside().get(`/v1/${collection}?name=twin`).expect(200);
        return (body.items as { id: string }[]).map(({ id }) => id).sort();
      };
      await workspace.configure(declared('a') + declared('b'));
      await workspace.apply();
      const before = await live();
      expect(before).toHaveLength(2);
      await workspace.configure(declared('a') + declared('b') + declared('c'));
      await workspace.apply('-refresh=false');
      expect(await live()).toEqual(expect.arrayContaining(before));
      expect(await live()).toHaveLength(3);
      expect((await workspace.plan({ detailedExitCode: true })).exitCode).toBe(0);
    },
  );
});
