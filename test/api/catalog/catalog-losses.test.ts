import { DATABASES } from '../../support/api';
import { startServiceKeys, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

const model = {
  id: 'small',
  name: 'Small',
  currency: 'EUR',
  prices: [{ price: '1', unit: 'call' }],
};
const paidFor = (id: string) => ({
  id,
  name: id,
  free: false,
  billing_policies: ['pay_as_you_go'],
  models: [model],
});
const free = (id: string) => ({ id, name: id, free: true, billing_policies: ['free'] });

describe.each(DATABASES)('a catalog that takes something from service keys, on %s,', (on) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let member: Agent;
  let verifier: Agent;
  let key: { readonly id: string };
  let secret: string;
  let freeSecret: string;

  beforeAll(async () => {
    api = await startServiceKeys(on);
    ({ owner, user: member } = api);
    verifier = await api.account(owner, ['keys.verify']);
    await load([free('maps'), free('text'), paidFor('write')]).expect(200);
    const wallet = await api.wallet(owner);
    key = await api.paidKey({
      name: 'docs',
      member_ids: [member.id],
      services: [
        { service_id: 'maps', billing_policy: 'free' },
        { service_id: 'text', billing_policy: 'free' },
        {
          service_id: 'write',
          billing_policy: 'pay_as_you_go',
          model_ids: ['small'],
          wallet_id: wallet,
        },
      ],
    });
    ({ secret } = await api.token(owner, key.id, 'shared'));
    freeSecret = (await api.token(owner, (await api.freeKey()).id, 'shared')).secret;
  });
  afterAll(() => api.close());

  const load = (services: object[], query = '?allow_losses=true') =>
    api.operator.put(`/v1/catalog${query}`, { services });
  const verdict = async (service: string, of = secret) => {
    const { body } = await verifier
      .post('/v1/keys/verify', { secret: of, service_id: service })
      .expect(200);
    return [body.code, body.valid, body.billing_policy];
  };
  const told = async (agent: Agent) => {
    const { body } = await agent.get('/v1/notifications').expect(200);
    return (body.items as { subject: string; text: string }[]).filter(({ subject }) =>
      subject.includes('can no longer call'),
    );
  };

  it('is refused while paid keys would lose something, and changes nothing', async () => {
    const { status, body } = await load([free('maps'), paidFor('text'), paidFor('write')], '');
    expect([status, body.code]).toEqual([409, 'services_in_use']);
    expect(body.detail).toContain(
      `${key.id} ("docs", paid, of ${api.teamId}) loses text (no longer offered with the billing policy free)`,
    );
    expect(body.detail).toContain('allow_losses=true');
    expect(await verdict('text')).toEqual(['valid', true, 'free']);
    expect(await told(owner)).toEqual([]);
  });

  it('immediately ends a free service that costs money now, and tells the owners and members of the key', async () => {
    await load([free('maps'), paidFor('text'), paidFor('write')]).expect(200);
    expect(await verdict('text')).toEqual(['policy_not_offered', false, null]);
    expect(await verdict('text', freeSecret)).toEqual(['service_not_enabled', false, null]);
    expect(await verdict('maps')).toEqual(['valid', true, 'free']);
    expect(await verdict('write')).toEqual(['valid', true, 'pay_as_you_go']);
    const subject = 'The service key "docs" can no longer call text';
    expect(await told(member)).toEqual([expect.objectContaining({ subject })]);
    const toOwner = await told(owner);
    expect(toOwner.map((each) => each.subject).sort()).toEqual([
      subject,
      'The service key "free" can no longer call text',
    ]);
    expect(toOwner[0]?.text).toContain('no longer offered with the billing policy free');
    for (const other of [api.colleague, api.stranger]) expect(await told(other)).toEqual([]);
  });

  it('reports a loss once, and does not need allow_losses if nothing is lost', async () => {
    await load([free('maps'), paidFor('text'), paidFor('write')], '').expect(200);
    await load([free('maps'), paidFor('text'), paidFor('write'), free('new')], '').expect(200);
    expect(await told(member)).toHaveLength(1);
  });

  it('reserves nothing for a service that the key has enabled as free', async () => {
    const reserve = { charge_id: 'call-of-a-lost-service', parameters: {} };
    const asked = { secret, service_id: 'text', model_id: 'small', reserve };
    const { body } = await verifier.post('/v1/keys/verify', asked).expect(200);
    expect([body.code, body.reservation]).toEqual(['policy_not_offered', null]);
  });

  it('counts the affected keys in the trail of the operator', async () => {
    await load([free('maps'), free('new')]).expect(200);
    expect(await verdict('write')).toEqual(['service_not_enabled', false, null]);
    const { body } = await api.operator
      .get('/v1/operator/audit-events?action=catalog.loaded&page_size=1')
      .expect(200);
    expect(body.items[0].after).toMatchObject({ affected_keys: 1 });
  });
});
