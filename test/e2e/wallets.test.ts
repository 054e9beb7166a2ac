import { createKeyplaneWorkspace, type KeyplaneWorkspace } from './support/keyplane-workspace';

const WALLET = 'keyplane_wallet.calls';

const SERVICES = [
  { id: 'detect', name: 'Detect', free: true, billing_policies: ['free'] },
  {
    id: 'text',
    name: 'Text',
    description: 'Writes.',
    free: false,
    billing_policies: ['pay_as_you_go'],
    models: [
      {
        id: 'large',
        name: 'Large',
        currency: 'EUR',
        parameters: [
          { name: 'tokens', maximum: '100000' },
          { name: 'copies', default: '1' },
        ],
        prices: [
          { price: '0.000000123456789012', unit: 'token', quantities: ['tokens', 'copies'] },
        ],
      },
    ],
  },
];

const config = (name = 'calls', currency = 'EUR') => `
resource "keyplane_wallet" "calls" {
  name     = "${name}"
  currency = "${currency}"
}
`;

describe('wallets and services, with stock terraform', () => {
  let workspace: KeyplaneWorkspace;

  beforeAll(async () => {
    workspace = await createKeyplaneWorkspace();
    const { api } = workspace;
    await api.as(api.operator).put('/v1/catalog').send({ services: SERVICES }).expect(200);
  });
  afterAll(() => workspace.cleanup());

  const changes = async () => {
    await workspace.plan({ out: 'plan' });
    const { resource_changes: planned = [] } = await workspace.show('plan');
    return planned.map(({ change }) => change.actions.join('+')).filter((did) => did !== 'no-op');
  };
  const outputs = async () => {
    const { values } = await workspace.show();
    return Object.fromEntries(
      Object.entries(values?.outputs ?? {}).map(([name, { value }]) => [name, value]),
    );
  };
  const errorOf = async (hcl: string) => {
    await workspace.configure(hcl);
    const run = await workspace.run('plan');
    expect(run.exitCode).toBe(1);
    return run.stderr.replaceAll(/[\s│╷╵]+/g, ' ');
  };

  const byOperator = ({ api }: KeyplaneWorkspace, path: string, body: object) =>
    api.as(api.operator).post(path).send(body).expect(200);

  it('creates a wallet, renames it in place, and replaces it for another currency', async () => {
    await workspace.configure(config());
    await workspace.apply();
    const wallet = await workspace.applied(WALLET);
    expect(wallet).toMatchObject({ name: 'calls', currency: 'EUR' });
    expect(await changes()).toEqual([]);

    await workspace.configure(config('paid calls'));
    expect(await changes()).toEqual(['update']);
    await workspace.apply();
    expect(await workspace.applied(WALLET)).toEqual({ ...wallet, name: 'paid calls' });

    await workspace.configure(config('paid calls', 'USD'));
    expect(await changes()).toEqual(['delete+create']);
    await workspace.apply();
    expect(await workspace.applied(WALLET)).toMatchObject({ currency: 'USD' });
  });

  it('reads the balance of a wallet, and plans no change when it changes', async () => {
    const { id } = await workspace.applied(WALLET);
    const credit = { charge_id: 'e2e-1', amount: '9007199.254740993', currency: 'USD' };
    await byOperator(workspace, `/v1/wallets/${String(id)}/credits`, credit);
    await workspace.configure(`${config('paid calls', 'USD')}
data "keyplane_wallet" "calls" { name = keyplane_wallet.calls.name }
data "keyplane_wallets" "all" {}
output "balance" { value = data.keyplane_wallet.calls.balance }
output "available" { value = data.keyplane_wallets.all.wallets[*].available }
`);
    await workspace.apply();
    expect(await outputs()).toEqual({
      balance: '9007199.254740993',
      available: ['9007199.254740993'],
    });
    expect(await changes()).toEqual([]);
  });

  it('says why a wallet with money is not destroyed, and destroys an empty one', async () => {
    await workspace.configure('');
    const refused = await workspace.run('apply', '-auto-approve');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toContain('The wallet holds money');
    const { id } = await workspace.applied(WALLET);
    await byOperator(workspace, `/v1/wallets/${String(id)}/credits/e2e-1/reverse`, {});
    await workspace.apply();
    await workspace
      .outside()
      .get(`/v1/wallets/${String(id)}`)
      .expect(404);
  });

  it('says in which order to delete a wallet and the service key that it pays for', async () => {
    await workspace.configure(config());
    await workspace.apply();
    const { id: wallet_id } = await workspace.applied(WALLET);
    const policy = { billing_policy: 'pay_as_you_go', model_ids: ['large'] };
    const key = {
      name: 'payer',
      accept_terms: '2026-11',
      services: [{ service_id: 'text', wallet_id, ...policy }],
    };
    const { body } = await workspace.outside().post('/v1/service-keys').send(key).expect(201);
    await workspace.configure('');
    const refused = await workspace.run('apply', '-auto-approve');
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr.replaceAll(/[\s│╷╵]+/g, ' ')).toContain(
      'Terraform deletes a wallet before it updates the service keys',
    );
    await workspace
      .outside()
      .delete(`/v1/service-keys/${String(body.id)}`)
      .expect(204);
    await workspace.apply();
  });

  it('creates a wallet again that somebody deleted outside, and imports a wallet', async () => {
    await workspace.configure(config());
    await workspace.apply();
    const { id } = await workspace.applied(WALLET);
    await workspace
      .outside()
      .delete(`/v1/wallets/${String(id)}`)
      .expect(204);
    const { stdout } = await workspace.plan();
    expect(stdout).toContain('Wallet calls is gone');
    await workspace.apply();
    const again = await workspace.applied(WALLET);
    await workspace.run('state', 'rm', WALLET);
    const imported = await workspace.run('import', WALLET, String(again.id));
    expect(imported).toMatchObject({ exitCode: 0 });
    expect(await changes()).toEqual([]);
  });

  it('reads services, models and prices, and what a request would cost (S3)', async () => {
    await workspace.configure(`
data "keyplane_service" "text" { id = "text" }
data "keyplane_services" "free" { free = true }
data "keyplane_services" "all" {}
data "keyplane_cost_estimate" "call" {
  service_id = data.keyplane_service.text.id
  model_id   = data.keyplane_service.text.models[0].id
  parameters = { tokens = 1000, copies = 1.5 }
}
output "price" { value = data.keyplane_service.text.models[0].prices[0].price }
output "defaults" { value = data.keyplane_service.text.models[0].parameters[*].default_value }
output "free" { value = data.keyplane_services.free.services[*].id }
output "all" { value = data.keyplane_services.all.services[*].billing_policies }
output "cost" { value = data.keyplane_cost_estimate.call.cost }
output "currency" { value = data.keyplane_cost_estimate.call.currency }
`);
    await workspace.apply();
    expect(await outputs()).toEqual({
      price: '0.000000123456789012',
      defaults: [null, '1'],
      free: ['detect'],
      all: [['free'], ['pay_as_you_go']],
      cost: '0.000185185',
      currency: 'EUR',
    });
  });

  it('refuses services and models that Keyplane does not offer, at their lines', async () => {
    const estimate = (parameters: string) => `
data "keyplane_cost_estimate" "call" {
  service_id = "text"
  model_id   = "large"
  parameters = ${parameters}
}`;
    expect(await errorOf(estimate('{ tokens = 100001 }'))).toContain(
      'tokens must be at most 100000',
    );
    expect(await errorOf(estimate('{}'))).toContain('The parameter tokens is required');
    expect(await errorOf('data "keyplane_service" "none" { id = "none" }')).toContain(
      'This service does not exist',
    );
    expect(await errorOf(config('calls', 'Euro'))).toContain('three capital letters');
  });
});
