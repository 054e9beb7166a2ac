import { createTestApi, DATABASES, type TestApi } from '../../support/api';

const request = { name: 'Newcomers', owner: { email: 'Ada@example.com', name: 'Ada' } };

describe.each(DATABASES)('sign-up on %s', (databaseName) => {
  let api: TestApi;

  afterEach(() => api.close());

  it('creates the team, its owner, the free key and the first application key (S3)', async () => {
    api = await createTestApi(databaseName, { signUp: 'open' });
    const { body } = await api.as().post('/v1/sign-up').send(request).expect(201);
    expect(body).toMatchObject({
      name: 'Newcomers',
      owner: { email: 'ada@example.com', team_role: 'owner', status: 'active' },
      application_key: { secret: expect.stringMatching(/^kpa_/) },
    });
    const { client_id: clientId, secret } = body.application_key;
    const owner = api.as({ clientId, secret });
    const { items } = (await owner.get('/v1/service-keys').expect(200)).body;
    expect(items).toEqual([expect.objectContaining({ plan: 'free', member_ids: [body.owner.id] })]);
    expect((await owner.get('/v1/team').expect(200)).body.id).toBe(body.id);
    const token = { service_key_id: items[0].id, kind: 'personal', accept_terms: '2026-11' };
    await owner.post('/v1/service-key-tokens').send(token).expect(201);
  });

  it('leaves nothing if the last step fails (S3)', async () => {
    api = await createTestApi(databaseName, { signUp: 'open' });
    const count = async (table: string) =>
      Number((await api.database.knex(table).count('* as count'))[0]?.['count']);
    const tables = ['teams', 'members', 'keys', 'service_keys', 'audit_events'];
    const before = await Promise.all(tables.map(count));
    await api.database.knex.schema.renameTable('service_key_members', 'elsewhere');
    await api.as().post('/v1/sign-up').send(request).expect(500);
    expect(await Promise.all(tables.map(count))).toEqual(before);
  });

  it('is closed unless the operator opens it', async () => {
    api = await createTestApi(databaseName);
    const { body } = await api.as().post('/v1/sign-up').send(request).expect(403);
    expect(body.code).toBe('sign_up_closed');
  });

  it('is throttled by network', async () => {
    api = await createTestApi(databaseName, { signUp: 'open' });
    for (let team = 0; team < 10; team += 1) {
      await api.as().post('/v1/sign-up').send(request).expect(201);
    }
    const refused = await api.as().post('/v1/sign-up').send(request).expect(429);
    expect(refused.body.detail).toContain('Too many teams');
    expect(refused.headers['retry-after']).toBeDefined();
  });

  it.each([
    [{ ...request, name: '' }, '/name'],
    [{ ...request, owner: { ...request.owner, email: 'nobody' } }, '/owner/email'],
    [{ name: 'Nobody’s' }, '/owner'],
  ])('refuses %j', async (body, pointer) => {
    api = await createTestApi(databaseName, { signUp: 'open' });
    const refused = await api.as().post('/v1/sign-up').send(body).expect(422);
    expect(refused.body.errors[0].pointer).toBe(pointer);
  });
});
