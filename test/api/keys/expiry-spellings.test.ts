import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('the spellings of a time on %s', (databaseName) => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi(databaseName);
  });
  afterAll(() => api.close());

  it.each([
    '2088-01-01T00:00:00Z',
    '2088-01-01t00:00:00z',
    '2088-01-01T00:00:00.000000000001Z',
    '2088-01-01T02:00:00+02:00',
    '2087-12-31T23:59:60Z',
  ])('are the same moment for every endpoint: %s', async (expires_at) => {
    const owner = api.as(api.team.owner);
    const key = await owner.post('/v1/application-keys').send({ expires_at }).expect(201);
    const { id, expires_at: kept } = key.body as { id: string; expires_at: string };
    expect(kept).toBe('2088-01-01T00:00:00.000Z');
    const { headers } = await owner
      .patch(`/v1/application-keys/${id}`)
      .send({ expires_at })
      .expect(200);
    expect(headers['etag']).toBe('"1"');
    await owner.get('/v1/application-keys').query({ unused_since: expires_at }).expect(200);
  });

  it('gives the same answer again if only the spelling of a repeated request differs', async () => {
    const create = (expires_at: string) =>
      api
        .as(api.team.owner)
        .post('/v1/application-keys')
        .set('idempotency-key', '7c9f1a52-3b7e-4f0e-9a3d-5d0c1b2a3f4e')
        .send({ expires_at })
        .expect(201);
    const first = await create('2088-01-01T00:00:00Z');
    expect((await create('2088-01-01t00:00:00.0z')).body).toEqual(first.body);
  });
});
