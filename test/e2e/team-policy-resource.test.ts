import { createTestApi, type TestApi } from '../support/api';
import { createTerraformWorkspace, type TerraformWorkspace } from '../support/terraform';
import { providerBlock, serveKeyplaneProvider } from './support/keyplane-workspace';

const POLICY = 'keyplane_team_policy.this';
const declared = (lines = '') => `resource "keyplane_team_policy" "this" {\n${lines}\n}\n`;
const STRICT = declared(`
  max_key_lifetime          = "12w"
  require_expiry            = true
  allowed_secret_deliveries = ["public_key", "claim"]
`);
const DEFAULTS = {
  max_key_lifetime: null,
  require_expiry: false,
  allowed_secret_deliveries: null,
};

const flat = (text: string) => text.replaceAll(/[\s│╷╵]+/g, ' ');

describe('the policy of a team, with stock terraform', () => {
  let api: TestApi;
  let served: Awaited<ReturnType<typeof serveKeyplaneProvider>>;
  let first: TerraformWorkspace;
  let second: TerraformWorkspace;

  beforeAll(async () => {
    api = await createTestApi('sqlite');
    served = await serveKeyplaneProvider({ now: () => api.clock.now() });
    [first, second] = await Promise.all([workspace('first'), workspace('second')]);
  });
  afterAll(async () => {
    await first.cleanup();
    await second.cleanup();
    await served.close();
    await api.close();
  });

  /** A state of its own, under a stack of this name. */
  async function workspace(stack: string): Promise<TerraformWorkspace> {
    const opened = await createTerraformWorkspace({
      files: { 'provider.tf': providerBlock(api, { stack }), 'main.tf': '' },
      env: { TF_REATTACH_PROVIDERS: served.environment },
    });
    await opened.init();
    return opened;
  }

  const owner = () => api.as(api.team.owner);
  const teamNow = async () => (await owner().get('/v1/team').expect(200)).body as object;
  async function apply(where: TerraformWorkspace, hcl: string) {
    await where.write({ 'main.tf': hcl });
    await where.apply();
  }
  async function planned(where: TerraformWorkspace) {
    await where.plan({ out: 'plan' });
    const { resource_changes: changes = [] } = await where.show('plan');
    return changes.map(({ change }) => change.actions.join('+')).filter((did) => did !== 'no-op');
  }
  async function refusedPlan(where: TerraformWorkspace, hcl: string) {
    await where.write({ 'main.tf': hcl });
    const { exitCode, stderr } = await where.run('plan');
    expect(exitCode).toBe(1);
    return flat(stderr);
  }
  async function stateOf(where: TerraformWorkspace) {
    const { values } = await where.show();
    return values?.root_module.resources?.find(({ address }) => address === POLICY)?.values;
  }

  it('is created, and 12w stays 12w although Keyplane returns 84d', async () => {
    await apply(first, STRICT);
    expect(await teamNow()).toMatchObject({ max_key_lifetime: '84d', require_expiry: true });
    expect(await stateOf(first)).toMatchObject({
      id: api.team.id,
      max_key_lifetime: '12w',
      stack: expect.stringMatching(/^first /),
    });
    expect(await planned(first)).toEqual([]);
  });

  it('shows what somebody changed outside as drift, and restores it', async () => {
    await owner().patch('/v1/team').send({ require_expiry: false }).expect(200);
    expect(await planned(first)).toEqual(['update']);
    await first.apply();
    expect(await teamNow()).toMatchObject({ require_expiry: true });
  });

  it('changes in place, and an omitted attribute has its default again', async () => {
    await apply(first, declared('max_key_lifetime = "60d"'));
    expect(await teamNow()).toMatchObject({ ...DEFAULTS, max_key_lifetime: '60d' });
    expect(await planned(first)).toEqual([]);
    await apply(first, declared('require_expiry = true'));
    expect(await teamNow()).toMatchObject({ ...DEFAULTS, require_expiry: true });
    await apply(first, declared('max_key_lifetime = "60d"'));
  });

  it('is refused in the plan of a second state, which names the first', async () => {
    const said = await refusedPlan(second, STRICT);
    expect(said).toContain('Team policy is already declared');
    expect(said).toMatch(/already declared by the stack "first [^"]+"/);
    expect(await teamNow()).toMatchObject({ max_key_lifetime: '60d' });
  });

  it.each([
    ['a period that is none', 'max_key_lifetime = "ninety days"', 'max_key_lifetime'],
    ['no delivery at all', 'allowed_secret_deliveries = []', 'allowed_secret_deliveries'],
    ['an unknown delivery', 'allowed_secret_deliveries = ["mail"]', 'allowed_secret_deliveries'],
  ])('is refused in the plan with %s', async (_what, line, attribute) => {
    expect(await refusedPlan(first, declared(line))).toContain(attribute);
  });

  it('judges the keys of a plan by the policy of that plan', async () => {
    const key = `
resource "keyplane_application_key" "a" {
  expires_in = "80d"
  depends_on = [keyplane_team_policy.this]
}
`;
    expect(await refusedPlan(first, declared('max_key_lifetime = "70d"') + key)).toContain(
      'would live longer than its team allows',
    );
    await apply(first, declared('max_key_lifetime = "90d"') + key);
    expect(await planned(first)).toEqual([]);
  });

  it('can be planned with values that are known only after the apply', async () => {
    await apply(
      first,
      `resource "terraform_data" "limit" { input = "30d" }
${declared('max_key_lifetime = terraform_data.limit.output')}`,
    );
    expect(await teamNow()).toMatchObject({ max_key_lifetime: '30d' });
  });

  it('is created again after somebody deleted the declaration outside', async () => {
    await apply(first, STRICT);
    await owner().delete(`/v1/team-policies/${api.team.id}`).expect(204);
    expect(await planned(first)).toEqual(['create']);
    await first.apply();
    expect(await teamNow()).toMatchObject({ require_expiry: true });
  });

  it('is taken over by an import and an apply, without access to the first state', async () => {
    await second.write({ 'main.tf': STRICT });
    const imported = await second.run('import', POLICY, api.team.id);
    expect(imported.exitCode).toBe(0);
    expect(flat(imported.stdout)).toMatch(/takes the team policy over from the stack "first /);
    // The import alone changes nothing.
    expect(await planned(first)).toEqual([]);
    const plan = await second.run('plan', '-detailed-exitcode');
    expect(plan.exitCode).toBe(2);
    expect(flat(plan.stdout)).toMatch(/~ stack = "first .*" -> "second /);
    await second.apply();
    expect(await planned(second)).toEqual([]);

    const said = await refusedPlan(first, STRICT);
    expect(said).toMatch(/already declared by the stack "second /);
    await apply(first, '');
    expect(await stateOf(first)).toBeUndefined();
    expect(await teamNow()).toMatchObject({ max_key_lifetime: '84d' });
  });

  it('has its defaults again when destroyed, and then another state may declare it', async () => {
    await apply(second, '');
    expect(await teamNow()).toMatchObject(DEFAULTS);
    await apply(first, STRICT);
    expect(await stateOf(first)).toMatchObject({ stack: expect.stringMatching(/^first /) });
  });

  it('still belongs to a state whose stack is renamed, even in its destroy', async () => {
    await first.write({ 'provider.tf': providerBlock(api, { stack: 'renamed' }) });
    expect(await planned(first)).toEqual(['update']);
    await first.run('destroy', '-auto-approve');
    expect(await stateOf(first)).toBeUndefined();
    expect(await teamNow()).toMatchObject(DEFAULTS);
  });

  it('cannot be imported if no state declares it, and the error says so', async () => {
    await second.write({ 'main.tf': STRICT });
    const refused = await second.run('import', POLICY, api.team.id);
    expect(refused.exitCode).toBe(1);
    expect(flat(refused.stderr)).toContain('declare it without an import');
  });
});
