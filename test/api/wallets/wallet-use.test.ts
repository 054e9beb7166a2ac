import { DATABASES } from '../../support/api';
import { startServiceKeys, type ServiceKeysApi } from '../service-keys/service-key-api';

describe.each(DATABASES)('a wallet that a service key pays from, on %s', (databaseName) => {
  let api: ServiceKeysApi;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
  });
  afterAll(() => api.close());

  const paying = (wallet_id: string) => ({
    services: [
      { service_id: 'write', billing_policy: 'pay_as_you_go', model_ids: ['small'], wallet_id },
    ],
  });

  test('is not deleted, says how many keys pay from it, and can be deleted after them', async () => {
    const { owner } = api;
    const walletId = await api.wallet(owner);
    const keys = [await api.paidKey(paying(walletId)), await api.paidKey(paying(walletId))];
    const refused = await owner.delete(`/v1/wallets/${walletId}`).expect(409);
    expect(refused.body).toMatchObject({
      code: 'wallet_in_use',
      detail: expect.stringContaining('2 service keys pay from'),
    });
    await owner.patch(`/v1/service-keys/${keys[0].id}`, { services: [] }).expect(200);
    await owner.delete(`/v1/wallets/${walletId}`).expect(409);
    await owner.delete(`/v1/service-keys/${keys[1].id}`).expect(204);
    await owner.delete(`/v1/wallets/${walletId}`).expect(204);
  });

  test('is not deleted while a key starts to use it: one of the two is refused', async () => {
    const { owner } = api;
    for (let round = 0; round < 5; round += 1) {
      const walletId = await api.wallet(owner);
      const key = await api.paidKey();
      const [deleted, enabled] = await Promise.all([
        owner.delete(`/v1/wallets/${walletId}`),
        owner.patch(`/v1/service-keys/${key.id}`, paying(walletId)),
      ]);
      expect([
        [204, 422],
        [409, 200],
      ]).toContainEqual([deleted.status, enabled.status]);
    }
  });
});
