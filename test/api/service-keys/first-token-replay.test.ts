import { randomUUID } from 'node:crypto';
import { DATABASES } from '../../support/api';
import { eventually } from '../../support/eventually';
import { startServiceKeys, TERMS, type ServiceKeysApi } from './service-key-api';

describe.each(DATABASES)('the stored answer that shows a first token, on %s,', (databaseName) => {
  let api: ServiceKeysApi;

  beforeAll(async () => {
    api = await startServiceKeys(databaseName);
  });
  afterAll(() => api.close());

  const create = async () => {
    const header = { 'idempotency-key': randomUUID() };
    const body = { name: 'paid', ...TERMS, shared_token: {} };
    const { body: created } = await api.owner.post('/v1/service-keys', body, header).expect(201);
    return created.shared_token as { id: string; secret: string };
  };
  const storedAnswers = () => api.database.knex('idempotent_answers').whereNotNull('sealed_answer');

  test('is erased when the token is used', async () => {
    const verifier = await api.account(api.owner, ['keys.verify']);
    const { secret } = await create();
    await verifier.post('/v1/keys/verify', { secret }).expect(200);
    await eventually(async () => expect(await storedAnswers()).toEqual([]));
  });

  test('is erased when the token is revoked', async () => {
    const { id } = await create();
    expect(await storedAnswers()).toHaveLength(1);
    await api.owner.delete(`/v1/service-key-tokens/${id}`).expect(204);
    expect(await storedAnswers()).toEqual([]);
  });
});
