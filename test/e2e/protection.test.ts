import { DAY } from '../support/manual-clock';
import { providerBlock } from './support/keyplane-workspace';
import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const KEY = 'keyplane_service_account_key.ci';

const role = (permissions = '"reports.read", "reports.write"', rest = '') => `
resource "keyplane_role" "reports" {
  name        = "reports"
  permissions = [${permissions}]
  ${rest}
}
`;
const account = (rest = 'role_ids = [keyplane_role.reports.id]') => `
resource "keyplane_service_account" "ci" {
  name = "ci"
  ${rest}
}
`;
const key = (rest = 'expires_in = "30d"') => `
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  ${rest}
}
`;
const STACK = role() + account() + key();

describe.each([
  ['warn', 0, 'will'],
  ['error', 1, 'must not'],
] as const)(
  'with protect_action = "%s", a plan that touches objects in use',
  (action, code, modal) => {
    let workspace: UsedWorkspace;

    beforeAll(async () => {
      workspace = await createUsedWorkspace();
      await workspace.configure(STACK);
      await workspace.apply();
      await workspace.use(KEY, 3);
    });
    afterAll(() => workspace.cleanup());

    const judged = async (hcl: string, ...args: string[]) => {
      await workspace.configure(hcl, { protect_action: action });
      const { exitCode, said, refused } = await workspace.judged('plan', ...args);
      expect(exitCode).toBe(code);
      return action === 'warn' ? said : refused;
    };
    const about = (label: string, what: string) =>
      new RegExp(
        `${action === 'warn' ? 'Warning' : 'Error'}: ${label} \\(\\w+\\) is in use and ${modal} ${what}`,
      );

    it('reports everything that a destroy ends', async () => {
      const text = await judged(STACK, '-destroy');
      expect(text).toMatch(about('Service account key "deploy"', 'be destroyed'));
      expect(text).toMatch(
        /It was used 3 times within the last 7d, last at \S+Z: - 3 times at "billing" \(sa_/,
      );
      // Terraform does not plan objects that depend on a refused one.
      if (action === 'error') return;
      expect(text).toMatch(about('Service account "ci"', 'be destroyed'));
      expect(text).toMatch(about('Role "reports"', 'be destroyed'));
      expect(text).toContain('One of its keys was used 3 times within the last 7d');
    });

    it('reports what is removed from the configuration', async () => {
      const text = await judged(role() + account());
      expect(text).toMatch(about('Service account key "deploy"', 'be destroyed'));
      expect(text).not.toContain('Service account "ci" (');
    });

    it('reports a replacement', async () => {
      const text = await judged(role() + account() + key('expires_in = "60d"'));
      expect(text).toMatch(about('Service account key "deploy"', 'be replaced'));
      expect(text).toContain('another client ID and secret');
    });

    it('reports a replacement with create_before_destroy', async () => {
      const rest = 'expires_in = "60d"\n lifecycle { create_before_destroy = true }';
      const text = await judged(role() + account() + key(rest));
      expect(text).toMatch(about('Service account key "deploy"', 'be replaced'));
    });

    it('reports a key and an account that are disabled', async () => {
      expect(
        await judged(role() + account() + key('expires_in = "30d"\n enabled = false')),
      ).toMatch(about('Service account key "deploy"', 'be disabled'));
      const rest = 'role_ids = [keyplane_role.reports.id]\n enabled = false';
      expect(await judged(role() + account(rest) + key())).toMatch(
        about('Service account "ci"', 'be disabled'),
      );
    });

    it('reports a role that loses permissions, and an account that loses roles', async () => {
      const text = await judged(role('"reports.read"') + account() + key());
      expect(text).toMatch(about('Role "reports"', 'lose a permission'));
      expect(text).toContain(
        'Calls that need the lost permissions are refused from then on: `reports.write`.',
      );
      expect(await judged(role() + account('role_ids = []') + key())).toMatch(
        about('Service account "ci"', 'lose a role'),
      );
    });

    it('reports a key that gets an earlier expiry', async () => {
      expect(await judged(role() + account() + key('expires_in = "7d"'))).toMatch(
        about('Service account key "deploy"', 'expire earlier'),
      );
    });

    it('reports nothing if nobody loses anything', async () => {
      await workspace.configure(
        role('"reports.read", "reports.write", "reports.delete"') + account() + key(),
        { protect_action: action },
      );
      const { exitCode, said } = await workspace.judged('plan');
      expect(exitCode).toBe(0);
      expect(said).not.toContain('is in use');
    });
  },
);

describe('protection', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const apply = async (hcl: string, provider: Readonly<Record<string, string>> = {}) => {
    await workspace.configure(hcl, provider);
    await workspace.apply();
  };
  const plan = async (
    hcl: string,
    provider: Readonly<Record<string, string>> = {},
    ...args: string[]
  ) => {
    await workspace.configure(hcl, provider);
    return workspace.judged('plan', ...args);
  };
  const revoked = async (id: unknown) => {
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    return (body as { state?: string }).state === 'revoked';
  };

  it('is on by default, and is switched off by 0s', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    expect((await plan(role() + account())).said).toContain('is in use and will be destroyed');
    const off = await plan(role() + account(), { protect_used_within: '0s' });
    expect(off).toMatchObject({ exitCode: 0, said: expect.not.stringContaining('in use') });
    const disabled = account('enabled = false\n protect_used_within = "0s"');
    expect((await plan(disabled + key())).said).not.toContain('Service account "ci" (');
  });

  it('ignores usage that is longer ago', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    workspace.api.clock.advance(8 * DAY);
    expect((await plan(role() + account())).said).not.toContain('in use');
    const longer = await plan(role() + account(), { protect_used_within: '2w' });
    expect(longer.said).toContain('It was used once within the last 2w');
  });

  it('uses the last value of the resource when it is removed, whatever the provider says', async () => {
    const strict = 'expires_in = "30d"\n protect_action = "error"';
    await apply(role() + account() + key(strict), { protect_used_within: '0s' });
    await apply(role() + account() + key(`${strict}\n protect_used_within = "1h"`), {
      protect_used_within: '0s',
    });
    await workspace.use(KEY);
    const { exitCode, refused } = await plan(role() + account(), { protect_used_within: '0s' });
    expect(exitCode).toBe(1);
    expect(refused).toContain('within the last 1h');
  });

  it('uses the value of the configuration for a change', async () => {
    await apply(role() + account() + key('expires_in = "30d"\n protect_action = "error"'));
    await workspace.use(KEY);
    const disabled = 'expires_in = "30d"\n enabled = false';
    const refused = await plan(role() + account() + key(`${disabled}\n protect_action = "error"`));
    expect(refused.exitCode).toBe(1);
    expect((await plan(role() + account() + key(disabled))).exitCode).toBe(0);
  });

  it('comes from the environment if the configuration does not set it', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    workspace.environment['KEYPLANE_PROTECT_ACTION'] = 'error';
    expect((await plan(role() + account())).exitCode).toBe(1);
    expect((await plan(role() + account(), { protect_action: 'warn' })).exitCode).toBe(0);
    workspace.environment['KEYPLANE_PROTECT_USED_WITHIN'] = '0s';
    expect((await plan(role() + account())).exitCode).toBe(0);
  });

  it('only warns in a run whose environment names the object', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    const strict = { protect_action: 'error' };
    const first = await plan(role() + account(), strict);
    const [, id] = /KEYPLANE_PROTECT_EXCEPT=(sak_\w+)/.exec(first.refused) ?? [];
    workspace.environment['KEYPLANE_PROTECT_EXCEPT'] = `sak_0, ${id}`;
    const named = await plan(role() + account(), strict);
    expect(named).toMatchObject({ exitCode: 0, said: expect.stringContaining('is in use') });
    expect((await plan(STACK, strict, '-destroy')).exitCode).toBe(1);
    workspace.environment['KEYPLANE_PROTECT_EXCEPT'] = '*';
    await workspace.destroy();
    expect(await revoked(id)).toBe(true);
  });

  it.each([
    ['protect_used_within', 'soon', 'a whole number and a unit'],
    ['protect_used_within', '-1d', 'a whole number and a unit'],
    ['protect_action', 'panic', 'one of'],
  ])(
    'refuses %s = "%s", in the configuration and in the environment',
    async (name, value, what) => {
      const inProvider = await plan(role(), { [name]: value });
      expect(inProvider.refused).toContain(what);
      expect(inProvider.refused).toMatch(
        new RegExp(`on provider.tf line \\d+.* ${name} = "${value}"`),
      );
      const inResource = await plan(role('"a.read"', `${name} = "${value}"`));
      expect(inResource.refused).toMatch(new RegExp(`on main.tf line \\d+.* ${name} = "${value}"`));
      workspace.environment[`KEYPLANE_${name.toUpperCase()}`] = value;
      const inEnvironment = await plan(role());
      expect(inEnvironment.exitCode).toBe(1);
      expect(inEnvironment.refused).toContain(`KEYPLANE_${name.toUpperCase()} in the environment`);
    },
  );

  it('refuses exceptions that are not IDs', async () => {
    workspace.environment['KEYPLANE_PROTECT_EXCEPT'] = 'sak_1,my key';
    const { exitCode, refused } = await plan(role());
    expect(exitCode).toBe(1);
    expect(refused).toContain('KEYPLANE_PROTECT_EXCEPT in the environment is malformed');
    expect(refused).toContain('"my" must be an ID');
  });

  it('refuses a replacement with -replace, for which Terraform shows errors but no warnings', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    const args = ['-replace', KEY];
    const { exitCode, refused } = await plan(STACK, { protect_action: 'error' }, ...args);
    expect(exitCode).toBe(1);
    expect(refused).toMatch(
      /Service account key "deploy" \(sak_\w+\) is in use and must not be replaced/,
    );
    expect((await plan(STACK, {}, ...args)).exitCode).toBe(0);
    // A second key next to it is not a replacement.
    const beside = STACK + key().replace('"ci" {', '"two" {');
    expect((await plan(beside, { protect_action: 'error' })).exitCode).toBe(0);
  });

  it('reports nothing about a key that is already disabled or expired', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    await apply(role() + account() + key('expires_in = "30d"\n enabled = false'));
    const strict = { protect_action: 'error' };
    expect((await plan(role() + account(), strict)).exitCode).toBe(0);
    const off = role() + account() + key('expires_in = "30d"\n enabled = false');
    expect((await plan(off, strict, '-replace', KEY)).exitCode).toBe(0);
  });

  it('asks about many keys in few calls', async () => {
    await apply(`
resource "keyplane_role" "many" {
  count       = 120
  name        = "role-\${count.index}"
  permissions = ["reports.read"]
}
`);
    workspace.proxy.calls.length = 0;
    expect((await workspace.judged('plan', '-destroy')).exitCode).toBe(0);
    const asked = workspace.proxy.calls.filter((call) => call === 'POST /v1/usage/query');
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.length).toBeLessThanOrEqual(5);
    expect(workspace.proxy.calls.length).toBeLessThan(60);
  });

  it('warns if the credentials may not ask, and refuses only if `protect_action` is "error"', async () => {
    await apply(STACK);
    workspace.proxy.refuses = (call) => call === 'POST /v1/usage/query';
    const { exitCode, said } = await plan(role() + account());
    expect(exitCode).toBe(0);
    expect(said).toContain('may be in use and will be destroyed');
    expect(said).toContain('This credential may not do that.');
    const strict = await plan(role() + account(), { protect_action: 'error' });
    expect(strict.exitCode).toBe(1);
    expect(strict.refused).toContain('may be in use and must not be destroyed');
  });

  it('warns if the provider is configured only during the apply', async () => {
    await apply(STACK);
    await workspace.use(KEY);
    await workspace.write({
      'provider.tf': providerBlock(workspace.api, { endpoint: '${terraform_data.later.output}' }),
      'main.tf': `resource "terraform_data" "later" {\n input = timestamp()\n}\n${role() + account() + key('expires_in = "30d"\n enabled = false')}`,
    });
    const { exitCode, said } = await workspace.judged('plan');
    expect(exitCode).toBe(0);
    expect(said).toMatch(
      /Warning: Planned without asking Keyplane .* Whether Service account key "deploy" \(sak_\w+\) is in use is not known/,
    );
    expect(said).toMatch(/~ enabled +. true -> false/);
  });
});

describe('the old object of a replacement with create_before_destroy', () => {
  const STRICT = { protect_action: 'error' };
  const replaceable = (expiry: string) =>
    role() +
    account() +
    key(`expires_in = "${expiry}"\n lifecycle { create_before_destroy = true }`);
  const moved = () =>
    (replaceable('60d') + account().replace('"ci" {', '"cd" {')).replace(
      'keyplane_service_account.ci.id',
      'keyplane_service_account.cd.id',
    );
  let workspace: UsedWorkspace;
  let old: Readonly<Record<string, unknown>>;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
    await workspace.configure(replaceable('30d'), STRICT);
    await workspace.apply();
    old = await workspace.values(KEY);
    await workspace.configure(replaceable('60d'), STRICT);
  });
  afterEach(() => workspace.cleanup());

  const stateOf = async (id: unknown) => {
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    return (body as { state?: string }).state;
  };
  const refuseDeletes = () => {
    workspace.proxy.refuses = (call) => call.startsWith('DELETE /v1/service-account-keys/');
  };

  it.each([
    ['of the same owner', () => replaceable('60d')],
    ['of another owner', () => moved()],
  ])(
    'is destroyed although it was used between the plan and its apply: %s',
    async (_whose, hcl) => {
      await workspace.configure(hcl(), STRICT);
      await workspace.plan({ out: 'plan' });
      await workspace.useSecret(old);
      const { said } = await workspace.judged('apply', 'plan');
      expect(said).toContain('is in use and will be destroyed');
      expect(await stateOf(old['id'])).toBe('revoked');
    },
  );

  it('is destroyed in a later apply if the first one was interrupted before the destroy', async () => {
    refuseDeletes();
    const cut = await workspace.judged('apply', '-auto-approve');
    expect(cut.refused).toContain('This credential may not do that.');
    const young = await workspace.values(KEY);
    expect(young['id']).not.toBe(old['id']);
    await workspace.useSecret(old);

    workspace.proxy.refuses = () => false;
    const planned = await workspace.judged('plan');
    expect(planned).toMatchObject({ exitCode: 0, refused: '' });
    expect(planned.said).toContain(`(${String(old['id'])}) is in use and will be destroyed`);
    expect(planned.said).toContain('A newer object with the same name has already replaced it');
    await workspace.apply();
    expect([await stateOf(old['id']), await stateOf(young['id'])]).toEqual(['revoked', 'active']);
    expect((await workspace.judged('plan')).said).toContain('No changes.');
  });

  it('is recognized by its name if its replacement has another owner', async () => {
    await workspace.configure(moved(), STRICT);
    refuseDeletes();
    expect((await workspace.judged('apply', '-auto-approve')).exitCode).toBe(1);
    await workspace.useSecret(old);
    workspace.proxy.refuses = () => false;
    const { exitCode, refused } = await workspace.judged('plan');
    expect(exitCode).toBe(1);
    expect(refused).toContain(`KEYPLANE_PROTECT_EXCEPT=${String(old['id'])}`);
    workspace.environment['KEYPLANE_PROTECT_EXCEPT'] = String(old['id']);
    await workspace.apply();
    expect(await stateOf(old['id'])).toBe('revoked');
  });
});
