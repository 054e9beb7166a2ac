import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const KEY = 'keyplane_service_account_key.ci';
const STRICT = { protect_action: 'error' };

const stack = (rest = '') => `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
resource "keyplane_service_account_key" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "deploy"
  expires_in         = "30d"
  ${rest}
}
`;

describe('with protect_action = "error"', () => {
  let workspace: UsedWorkspace;

  beforeEach(async () => {
    workspace = await createUsedWorkspace();
  });
  afterEach(() => workspace.cleanup());

  const stateOf = async (id: unknown) => {
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    return (body as { state?: string }).state;
  };

  it.each([
    ['destroyed first', ''],
    ['created first', 'lifecycle { create_before_destroy = true }'],
  ])('a tainted key that is in use stays valid if it is %s', async (_, rest) => {
    await workspace.configure(stack(rest), STRICT);
    await workspace.apply();
    await workspace.use(KEY);
    const used = await workspace.values(KEY);
    await workspace.run('taint', KEY);
    const { exitCode, refused } = await workspace.judged('apply', '-auto-approve');
    expect(exitCode).toBe(1);
    expect(refused).toContain(`(${String(used['id'])}) is in use and must not be replaced`);
    expect(refused).toContain('It is marked as tainted');
    expect(refused).toContain('terraform untaint');
    expect(await stateOf(used['id'])).toBe('active');
  });

  it('a tainted key is revoked if nobody used it, or if the environment names it', async () => {
    await workspace.configure(stack(), STRICT);
    await workspace.apply();
    const unused = await workspace.values(KEY);
    await workspace.run('taint', KEY);
    await workspace.apply();
    expect(await stateOf(unused['id'])).toBe('revoked');
    await workspace.use(KEY);
    const used = await workspace.values(KEY);
    await workspace.run('taint', KEY);
    workspace.environment['KEYPLANE_PROTECT_EXCEPT'] = String(used['id']);
    await workspace.apply();
    expect(await stateOf(used['id'])).toBe('revoked');
  });

  it('an apply asks nothing more about a destroy that was planned', async () => {
    await workspace.configure(stack(), STRICT);
    await workspace.apply();
    await workspace.plan({ out: 'plan' }, '-destroy');
    workspace.proxy.calls.length = 0;
    await workspace.apply('plan');
    expect(workspace.proxy.calls).not.toContain('POST /v1/usage/query');
  });

  it('an account that is gone can be destroyed without a refresh or a warning', async () => {
    await workspace.configure(stack(), STRICT);
    await workspace.apply();
    const { id } = await workspace.values('keyplane_service_account.ci');
    await workspace
      .outside()
      .delete(`/v1/service-accounts/${String(id)}`)
      .expect(200);
    const { exitCode, said } = await workspace.judged('plan', '-destroy', '-refresh=false');
    expect(exitCode).toBe(0);
    expect(said).not.toContain('may not see its usage');
  });

  it('the warning does not say "revoked" if Terraform only forgets a key', async () => {
    await workspace.configure(stack());
    await workspace.apply();
    await workspace.use(KEY);
    const forgotten = `${stack().split('resource "keyplane_service_account_key"')[0]}
removed {
  from = ${KEY}
  lifecycle {
    destroy = false
  }
}
`;
    await workspace.configure(forgotten);
    const { exitCode, said } = await workspace.judged('plan');
    expect(exitCode).toBe(0);
    expect(said).not.toMatch(/is in use and will be destroyed (?!or forgotten)/);
    if (said.includes('is in use')) expect(said).toContain('If Terraform only forgets it');
  });
});
