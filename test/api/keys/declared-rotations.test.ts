import { DATABASES } from '../../support/api';
import { startServiceKeys, type ServiceKeysApi } from '../service-keys/service-key-api';

const ROTATION = { every: '90d', overlap: '1d', early_window: null };

describe.each(DATABASES)('the rotation that a key is declared with, on %s', (on) => {
  let api: ServiceKeysApi;

  beforeAll(async () => {
    api = await startServiceKeys(on);
  });
  afterAll(() => api.close());

  async function bodyFor(collection: string): Promise<object> {
    if (collection === 'application-keys') return {};
    if (collection === 'service-key-tokens') {
      return { service_key_id: (await api.paidKey()).id, kind: 'shared' };
    }
    const { body } = await api.owner.post('/v1/service-accounts', { name: 'ci' }).expect(201);
    return { service_account_id: body.id, name: 'k', expires_at: 'never' };
  }

  it.each(['application-keys', 'service-account-keys', 'service-key-tokens'])(
    'is kept, changed and removed in /v1/%s, and rotates nothing',
    async (collection) => {
      const body = { ...(await bodyFor(collection)), rotation: ROTATION };
      const { body: made } = await api.owner.post(`/v1/${collection}`, body).expect(201);
      expect(made.rotation).toEqual(ROTATION);
      const path = `/v1/${collection}/${made.id}`;
      expect((await api.owner.get(path).expect(200)).body.rotation).toEqual(ROTATION);

      const same = await api.owner.patch(path, { rotation: ROTATION }).expect(200);
      expect(same.headers.etag).toBe('"1"');
      const early = { every: '30d', early_window: '2d' };
      const { body: changed } = await api.owner.patch(path, { rotation: early }).expect(200);
      expect(changed.rotation).toEqual({ ...early, overlap: null });
      expect(changed.secret_version).toBe(made.secret_version);
      const { body: removed } = await api.owner.patch(path, { rotation: null }).expect(200);
      expect(removed.rotation).toBeNull();
    },
  );

  it('is removed if it is empty, and is refused with a malformed period', async () => {
    const { body } = await api.owner.post('/v1/application-keys', { rotation: {} }).expect(201);
    expect(body.rotation).toBeNull();
    const wrong = { rotation: { every: 'monthly' } };
    const refused = await api.owner.post('/v1/application-keys', wrong).expect(422);
    expect(refused.body.errors[0].pointer).toBe('/rotation/every');
  });
});
