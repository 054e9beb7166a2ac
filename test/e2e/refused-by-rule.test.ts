import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const MODEL = {
  id: 'large',
  name: 'Large',
  currency: 'EUR',
  parameters: [{ name: 'tokens', default: '1' }],
  prices: [{ price: '0.001', unit: 'token', quantities: ['tokens'] }],
};

const CATALOG = [
  { id: 'detect', name: 'Detect', free: true, billing_policies: ['free'], models: [] },
  { id: 'write', name: 'Write', free: false, billing_policies: ['pay_as_you_go'], models: [MODEL] },
];

/** A refusal by Keyplane is an error of Terraform at the attribute, in a sentence. */
describe('a value that breaks a rule, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;
  let foreignWallet: string;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    const { api } = workspace;
    await api.as(api.operator).put('/v1/catalog').send({ services: CATALOG }).expect(200);
    const other = await api.foundTeam('other');
    const wallet = { name: 'theirs', currency: 'EUR' };
    foreignWallet = (await api.as(other.owner).post('/v1/wallets').send(wallet).expect(201)).body
      .id;
  });
  afterAll(() => workspace.cleanup());

  const errorOf = async (hcl: string) => {
    await workspace.configure(hcl);
    const run = await workspace.run('apply', '-auto-approve');
    expect(run.exitCode).toBe(1);
    return run.stderr.replaceAll(/[\s│╷╵]+/g, ' ');
  };

  const paidKey = (services: string, members = '') => `
resource "keyplane_wallet" "dollars" {
  name     = "dollars"
  currency = "USD"
}
resource "keyplane_service_key" "app" {
  name         = "app"
  accept_terms = "2026-11"
  services     = [${services}]
  ${members}
}`;

  const paid = (more: string) =>
    paidKey(`{ service_id = "write", billing_policy = "pay_as_you_go", ${more} }`);

  const federated = (more: string) => `
resource "keyplane_service_account" "ci" { name = "ci" }
resource "keyplane_federated_identity" "ci" {
  service_account_id = keyplane_service_account.ci.id
  name               = "ci"
  ${more}
}`;

  test.each([
    [
      'the eleventh key of a service account',
      () => `
resource "keyplane_service_account" "full" { name = "full" }
resource "keyplane_service_account_key" "full" {
  count              = 11
  service_account_id = keyplane_service_account.full.id
  name               = "key-\${count.index}"
  expires_in         = "1d"
}`,
      [/each account can have at most 10/],
    ],
    [
      'a stranger who is assigned',
      () => paidKey('', 'member_ids = ["mem_00000000000000000000000000"]'),
      [/member_ids/, /mem_0{26}/],
    ],
    ['a policy without a wallet', () => paid('model_ids = ["large"]'), [/services/, /wallet/]],
    [
      'a wallet of another team',
      () => paid(`model_ids = ["large"], wallet_id = "${foreignWallet}"`),
      [/services/, /wallet/],
    ],
    [
      'two currencies',
      () => paid('model_ids = ["large"], wallet_id = keyplane_wallet.dollars.id'),
      [/EUR/, /USD/],
    ],
    [
      'a pattern that would trust any repository',
      () =>
        federated(`
  issuer          = "https://issuer.example"
  subject_pattern = "repo:*/*:ref:refs/heads/main"`),
      [/subject_pattern/],
    ],
    [
      'an issuer on http',
      () => federated('issuer = "http://issuer.example"\n  subject_pattern = "a:b:c:d"'),
      [/issuer/, /https/i],
    ],
    [
      'an issuer on a private address',
      () => federated('issuer = "https://10.0.0.1"\n  subject_pattern = "a:b:c:d"'),
      [/issuer/, /address|private|public/],
    ],
  ])('%s', async (_what, hcl, expected) => {
    const error = await errorOf(hcl());
    for (const pattern of expected) expect(error).toMatch(pattern);
    expect(error).toContain('on main.tf line');
    expect(error).not.toMatch(/Unexpected error|Fault in the provider/);
  });
});
