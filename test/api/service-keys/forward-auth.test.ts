import { DATABASES } from '../../support/api';
import type { Agent } from '../teams/organization';
import { startServiceKeys, type ServiceKeysApi } from './service-key-api';

describe.each(DATABASES)('a token at a gateway on %s', (databaseName) => {
  let api: ServiceKeysApi;
  let owner: Agent;
  let gateway: string;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
    ({ owner } = api);
    const { id } = await api.account(owner, ['keys.verify']);
    const key = { service_account_id: id, name: 'gateway', expires_at: 'never' };
    const { body } = await owner.post('/v1/service-account-keys', key).expect(201);
    gateway = `Bearer ${body.secret}`;
  });
  afterAll(() => api.close());

  const ask = (query: string, secret: string) =>
    api.anonymous
      .get(`/v1/forward-auth${query}`)
      .set({ 'Keyplane-Authorization': gateway, 'X-API-Key': secret });

  async function paying() {
    const wallet_id = await api.wallet(owner, 'EUR', '1.00');
    const enabled = { service_id: 'write', billing_policy: 'pay_as_you_go', model_ids: ['small'] };
    const services = [{ ...enabled, wallet_id }];
    const key = await api.paidKey({ services, member_ids: [owner.id] });
    const available = async () =>
      (await owner.get(`/v1/wallets/${wallet_id}`).expect(200)).body as object;
    return { key, available };
  }

  it('opens the services and models that its service key has enabled, and reserves nothing', async () => {
    const { key, available } = await paying();
    const { secret } = await api.token(owner, key.id, 'shared');
    const before = await available();
    const { headers } = await ask('?service_id=write&model_id=small', secret).expect(200);
    expect(headers).toMatchObject({
      'keyplane-key-family': 'token',
      'keyplane-owner-kind': 'service_key',
      'keyplane-owner-id': key.id,
      'keyplane-service-key-id': key.id,
      'keyplane-billing-policy': 'pay_as_you_go',
    });
    expect(await available()).toEqual(before);
    await ask('?service_id=write', secret).expect(200);
    const plain = await ask('', secret).expect(200);
    expect(plain.headers['keyplane-billing-policy']).toBe('');
    const model = await ask('?service_id=write&model_id=large', secret).expect(403);
    expect(model.body.errors[0].code).toBe('model_not_enabled');
    const service = await ask('?service_id=detect', secret).expect(403);
    expect(service.body.errors[0].code).toBe('service_not_enabled');
    expect(service.headers['www-authenticate']).toMatch(/^Bearer realm="keyplane"/);
  });

  it('belongs to its member if it is personal', async () => {
    const { key } = await paying();
    const { secret } = await api.token(owner, key.id, 'personal');
    const { headers } = await ask('?service_id=write', secret).expect(200);
    expect(headers).toMatchObject({
      'keyplane-owner-kind': 'member',
      'keyplane-owner-id': owner.id,
      'keyplane-service-key-id': key.id,
    });
    await owner.delete(`/v1/service-keys/${key.id}`).expect(204);
    const { body } = await ask('?service_id=write', secret).expect(401);
    expect(body.errors[0].code).toBe('revoked');
  });
});
