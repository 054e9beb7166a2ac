import { createUsedWorkspace, type UsedWorkspace } from './support/used-workspace';

const ACCOUNT = `
resource "keyplane_service_account" "ci" {
  name = "ci"
}
`;
const key = (lines: string, account = 'keyplane_service_account.ci.id') => `
resource "keyplane_service_account_key" "deploy" {
  service_account_id = ${account}
  name               = "deploy"
  ${lines}
}
`;
const OTHER = 'resource "keyplane_service_account" "other" {\n  name = "other"\n}';
const trust = (lines: string) => `
resource "keyplane_federated_identity" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "ci"
  ${lines}
}
`;
const member = (email: string) => `
resource "keyplane_member" "ada" {
  email     = "${email}"
  name      = "Ada"
  team_role = "user"
}
`;
const serviceKey = (lines: string) => `
resource "keyplane_service_key" "paid" {
  name = "paid"
  ${lines}
}
`;
const service = (id: string, model: string, wallet: string) => `accept_terms = "2026-11"
  services = [{
    service_id     = "${id}"
    billing_policy = "pay_as_you_go"
    model_ids      = ["${model}"]
    wallet_id      = ${wallet}
  }]`;

const GOOD = {
  key: key('expires_in = "30d"'),
  trust: trust('issuer = "https://issuer.example.com"\n  subject_pattern = "a:b:c"'),
  member: member('ada@example.com'),
};
const STACK = Object.values(GOOD).join('');

describe('a plan with stock terraform', () => {
  let workspace: UsedWorkspace;

  beforeAll(async () => {
    workspace = await createUsedWorkspace();
    await workspace.configure(ACCOUNT + STACK);
    await workspace.apply();
  });
  afterAll(() => workspace.cleanup());

  const plan = async (hcl: string, ...args: string[]) => {
    await workspace.configure(ACCOUNT + hcl);
    return workspace.judged('plan', ...args);
  };
  const replacing = (part: keyof typeof GOOD, by: string) =>
    Object.entries(GOOD)
      .map(([name, hcl]) => (name === part ? by : hcl))
      .join('');

  it.each([
    ['a period of more than a hundred years', 'key', key('expires_in = "40000d"'), '40000d'],
    [
      'a past expiry of the key that replaces it',
      'key',
      OTHER + key('expires_at = "2001-01-01T00:00:00Z"', 'keyplane_service_account.other.id'),
      'expires_at',
    ],
    [
      'a claimant whose ID is none',
      'key',
      key('expires_in = "60d"\n  secret_delivery = "claim"\n  claimant_id = "ada"'),
      'claimant_id',
    ],
    [
      'an unknown claimant',
      'key',
      key('expires_in = "60d"\n  secret_delivery = "claim"\n  claimant_id = "mem_0"'),
      'claimant_id',
    ],
    ['an unknown account', 'key', key('expires_in = "30d"', '"sa_0"'), 'service_account_id'],
    ['an address that is none', 'member', member('ada@localhost'), 'email'],
    [
      'a subject pattern that is too broad',
      'trust',
      trust('issuer = "https://issuer.example.com"\n  subject_pattern = "a:*:c"'),
      'subject_pattern',
    ],
    [
      'an issuer that is not on https',
      'trust',
      trust('issuer = "http://issuer.example.com"\n  subject_pattern = "a:b:c"'),
      'issuer',
    ],
    [
      'claims that the API judges itself',
      'trust',
      trust(
        'issuer = "https://issuer.example.com"\n  subject_pattern = "a:b:c"\n  claims = { iss = "x" }',
      ),
      'claims',
    ],
    [
      'GitHub without the IDs of a repository',
      'trust',
      trust(
        'issuer = "https://token.actions.githubusercontent.com"\n  subject_pattern = "repo:a/b:c"\n  claims = {}',
      ),
      'claims',
    ],
  ] as const)(
    'refuses %s while the old object still exists',
    async (_what, part, hcl, attribute) => {
      const { exitCode, refused } = await plan(replacing(part, hcl));
      expect(refused).toMatch(new RegExp(`on main.tf line \\d+.*${attribute}`));
      expect(exitCode).toBe(1);
    },
  );

  it.each([
    [
      'an unknown permission',
      'resource "keyplane_role" "r" {\n  name = "r"\n  permissions = ["roles.raed"]\n}',
      'Did you mean roles.read?',
    ],
    [
      'an unknown role',
      'resource "keyplane_service_account" "b" {\n  name = "b"\n  role_ids = ["role_0"]\n}',
      'The role role_0 does not exist',
    ],
    [
      'an unknown member',
      'resource "keyplane_group" "g" {\n  name = "g"\n  member_ids = ["mem_0"]\n}',
      'mem_0',
    ],
    ['missing terms', serviceKey(''), 'terms'],
    ['an older version of the terms', serviceKey('accept_terms = "1999-01"'), '"2026-11"'],
    [
      'an older version of the terms for a token of a new service key',
      `${serviceKey('accept_terms = "2026-11"')}
resource "keyplane_service_key_token" "app" {
  service_key_id = keyplane_service_key.paid.id
  kind           = "shared"
  accept_terms   = "1999-01"
}
`,
      '"2026-11"',
    ],
    ['an unknown service', serviceKey(service('nope', 'm', 'null')), 'nope'],
    ['an unknown model', serviceKey(service('text-generation', 'huge', 'null')), 'huge'],
    [
      'a missing wallet',
      serviceKey(service('image-generation', 'image-standard', 'null')),
      'wallet',
    ],
    [
      'an unknown wallet',
      serviceKey(service('image-generation', 'image-standard', '"wal_0"')),
      'wal_0',
    ],
    [
      'a bad value next to unknown ones',
      `resource "keyplane_service_account" "new" {\n  name = "new"\n}${key(
        'expires_at = "2001-01-01T00:00:00Z"',
        'keyplane_service_account.new.id',
      )}`.replace('"deploy" {', '"other" {'),
      'expires_at',
    ],
  ])('refuses %s', async (_what, hcl, message) => {
    const { exitCode, refused } = await plan(STACK + hcl);
    expect(refused).toContain(message);
    expect(refused).toContain("Keyplane's answer");
    expect(exitCode).toBe(1);
  });

  it('leaves everything unchanged after a refusal, and plans no change for another spelling of a time', async () => {
    const { id } = await workspace.values('keyplane_service_account_key.deploy');
    const { body } = await workspace.outside().get(`/v1/service-account-keys/${String(id)}`);
    const { state, expires_at } = body as { state: string; expires_at: string };
    expect(state).toBe('active');
    const spelled = expires_at.toLowerCase();
    const { exitCode } = await plan(
      replacing('key', key(`expires_at = "${spelled}"`)),
      '-detailed-exitcode',
    );
    // The state has a period that ends at the same time.
    expect(exitCode).toBe(0);
    const shouted = expires_at.replace('Z', '0000+00:00');
    const again = await plan(
      replacing('key', key(`expires_at = "${shouted}"`)),
      '-detailed-exitcode',
    );
    expect(again.exitCode).toBe(0);
    expect((await workspace.values('keyplane_service_account_key.deploy'))['id']).toBe(id);
  });
});
