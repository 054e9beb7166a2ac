import { DATABASES } from '../../support/api';
import { startServiceKeys, type ServiceKeysApi } from '../service-keys/service-key-api';
import type { Agent } from '../teams/organization';

const model = (id: string, currency: string) => ({
  id,
  name: id,
  currency,
  prices: [{ price: '1', unit: 'call' }],
});

describe.each(DATABASES)('the paid models of a service key, on %s,', (on) => {
  let api: ServiceKeysApi;
  let verifier: Agent;
  let secret: string;

  beforeAll(async () => {
    api = await startServiceKeys(on);
    verifier = await api.account(api.owner, ['keys.verify']);
  });
  beforeEach(async () => {
    await load(model('small', 'EUR'), model('large', 'EUR'));
    const paid = { service_id: 'write', billing_policy: 'pay_as_you_go' };
    const wallet = await api.wallet(api.owner, 'EUR', '100');
    const services = [{ ...paid, model_ids: ['small', 'large'], wallet_id: wallet }];
    const key = await api.paidKey({ services });
    ({ secret } = await api.token(api.owner, key.id, 'shared'));
  });
  afterAll(() => api.close());

  const load = (...models: object[]) =>
    api.operator
      .put('/v1/catalog?allow_losses=true', {
        services: [
          { id: 'write', name: 'Write', free: false, billing_policies: ['pay_as_you_go'], models },
        ],
      })
      .expect(200);
  const verdict = async (asked: object = {}) => {
    const request = { secret, service_id: 'write', ...asked };
    const { body } = await verifier.post('/v1/keys/verify', request).expect(200);
    return [body.code, body.billing_policy, body.reservation];
  };

  const REFUSED = ['model_not_enabled', null, null];
  const VALID = ['valid', 'pay_as_you_go', null];

  it('are refused one by one if their currency is no longer that of the wallet', async () => {
    await load(model('small', 'USD'), model('large', 'EUR'));
    const reserve = { charge_id: `call-${on}`, parameters: {} };
    expect(await verdict({ model_id: 'small' })).toEqual(REFUSED);
    expect(await verdict({ model_id: 'small', reserve })).toEqual(REFUSED);
    expect(await verdict({ model_id: 'large' })).toEqual(VALID);
    expect(await verdict()).toEqual(VALID);
  });

  it('are refused with their service if none can be paid, even if no model is named', async () => {
    await load(model('small', 'USD'), model('large', 'USD'));
    expect(await verdict()).toEqual(REFUSED);
  });

  it('are refused with their service if none is offered, even if no model is named', async () => {
    await load(model('other', 'EUR'));
    expect(await verdict()).toEqual(REFUSED);
    expect(await verdict({ model_id: 'other' })).toEqual(REFUSED);
  });
});
