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

describe('two resources of one name and owner in one stack', () => {
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
  const refused = async (...args: string[]) => {
    const { exitCode, stderr } = await workspace.run(...args);
    expect(exitCode).toBe(1);
    return stderr.replaceAll(/[\s│╷╵]+/g, ' ');
  };
  const idOf = async (address: string) => String((await workspace.applied(address)).id);

  it.each([
    [
      'as two resources',
      key('first', 'deploy') + key('second', 'deploy'),
      key('first', 'deploy') + key('second', 'release'),
    ],
    ['by for_each', keyOfEach('deploy'), keyOfEach('deploy ${each.key}')],
  ])(
    'declared %s: the second is refused and says what to do, and nothing is orphaned',
    async (_how, twins, told) => {
      await workspace.configure(ACCOUNT + twins);
      const said = await refused('apply', '-auto-approve');
      const [made] = await keysInState();
      expect(await keysInState()).toHaveLength(1);
      expect(await liveKeys()).toEqual([made]);
      expect(said).toContain(`This run has created exactly this already (${made})`);
      expect(said).toMatch(/on main\.tf line \d+, in resource .* \d+: name += "deploy"/);
      expect(said).toContain('Change the `name` of one of the two, and apply again');
      expect(said).toContain('duplicate_in_run');

      await workspace.configure(ACCOUNT + told);
      await workspace.apply();
      expect(await keysInState()).toContain(made);
      await expectConverged(2);
    },
  );

  it('declared by resources that have a description only, which is named instead', async () => {
    await workspace.configure(`
resource "keyplane_application_key" "twin" {
  count       = 2
  description = "laptop"
}
`);
    const said = await refused('apply', '-auto-approve');
    expect(said).toContain('Change the `description` of one of the two, and apply again');
  });

  it('applied again as they are: the second is made beside the first, which a refresh has found', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await refused('apply', '-auto-approve');
    const [made] = await keysInState();
    await workspace.apply();
    expect(await keysInState()).toContain(made);
    await expectConverged(2);
  });

  it('where the second is to take the place of the first, with create_before_destroy and -refresh=false: the first works until it is destroyed', async () => {
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
  ])('in two applies %s: the second is made beside the first', async (_how, options) => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await workspace.applied(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.apply(...options);
    expect(await workspace.applied(FIRST)).toMatchObject({ id: first.id, secret: first.secret });
    await expectConverged(2);
  });

  it('in two applies of saved plans, none of which refreshes: the second is made beside the first', async () => {
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

  it('where a resource takes the name of another that is renamed in the same apply', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'old') + key('second', 'deploy'));
    await workspace.apply('-refresh=false');
    expect(await idOf(FIRST)).toBe(first);
    await expectConverged(2);
  });

  it('with -target, which tells Keyplane of the target only: the other is replaced, the plan says why, and it converges', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.apply(`-target=${SECOND}`);
    const second = await idOf(SECOND);
    const { stdout } = await workspace.plan();
    const said = stdout.replaceAll(/[\s│╷╵]+/g, ' ');
    expect(said).toMatch(/Service account key "deploy" \(sak_\w+\) was revoked/);
    expect(said).toMatch(new RegExp(`revoked ${first} at \\S+Z: a later run of the same stack`));
    await workspace.apply();
    expect(await idOf(SECOND)).toBe(second);
    await expectConverged(2);
  });

  it('with -target after any plan of the whole: nothing is replaced', async () => {
    await workspace.configure(ACCOUNT + key('first', 'deploy'));
    await workspace.apply();
    await workspace.plan();
    const first = await idOf(FIRST);
    await workspace.configure(ACCOUNT + key('first', 'deploy') + key('second', 'deploy'));
    await workspace.apply(`-target=${SECOND}`);
    expect(await idOf(FIRST)).toBe(first);
    await expectConverged(2);
  });
});

describe('what is no key, and has no secret to lose', () => {
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
    'two of one name stand beside each other, also with -refresh=false: %s',
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
