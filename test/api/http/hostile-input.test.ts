import { createTestApi, DATABASES, type TestApi } from '../../support/api';

describe.each(DATABASES)('hostile input on %s', (on) => {
  let api: TestApi;
  let key: { id: string; service_account_id: string };

  beforeAll(async () => {
    api = await createTestApi(on);
    const account = await owner().post('/v1/service-accounts').send({ name: 'ci' }).expect(201);
    key = (await createKey(account.body.id, { expires_at: 'never' }).expect(201)).body;
  });

  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);
  const createKey = (accountId: string, expiry: object) =>
    owner()
      .post('/v1/service-account-keys')
      .send({ service_account_id: accountId, name: 'deploy', ...expiry });
  const one = () => `/v1/service-account-keys/${key.id}`;

  it.each([
    '/v1/service-accounts?name=%00',
    '/v1/roles?name=%00',
    '/v1/members?email=a%00@example.com',
    '/v1/audit-events?target_id=%00',
    '/v1/audit-events?actor_id=%00',
    '/v1/audit-events?action=%00',
    '/v1/audit-events?outcome=%00',
  ])('is refused in the search %s if no database can store it', async (path) => {
    const { status, body } = await owner().get(path);
    expect([status, body.code]).toEqual([422, 'invalid_request']);
  });

  it('is refused among the IDs to confirm if no database can store it', async () => {
    const { status, body } = await owner()
      .post('/v1/creations/confirm')
      .send({ ids: ['role_1', '\u0000'] });
    expect([status, body.errors[0].pointer]).toEqual([422, '/ids/1']);
  });

  it.each(['public_jwk', 'recipient_jwk'])(
    'is refused in a %s if it is nested 50,000 levels deep',
    async (field) => {
      const jwk = `{"kty":"EC","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
      const { status, body } = await owner()
        .post('/v1/application-keys')
        .set({ 'Idempotency-Key': field, 'Keyplane-Stack': 's', 'Keyplane-Run': 'r' })
        .type('json')
        .send(`{"${field}":${jwk}}`);
      expect([status, body.errors?.[0].pointer]).toEqual([422, `/${field}`]);
    },
  );

  it('is refused like any unknown client in an unsigned client assertion', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const { status, body } = await api
      .as()
      .post('/oauth2/token')
      .type('form')
      .send({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: `${part({ alg: 'ES256' })}.${part({ sub: '\u0000' })}.AAAA`,
      });
    expect([status, body.error]).toEqual([401, 'invalid_client']);
  });

  it('is refused with half a surrogate pair, which would come back as another name', async () => {
    const { status, body } = await owner()
      .post('/v1/service-accounts')
      .type('json')
      .send('{"name":"a\\ud800b"}');
    expect([status, body.errors[0].pointer]).toEqual([422, '/name']);
    await owner().post('/v1/service-accounts').send({ name: '🔑 клю\u0301ч' }).expect(201);
  });

  it('is refused with a pasted secret, because everybody who reads the name would see it', async () => {
    const { secret } = api.team.owner;
    const texts = { name: `ci ${secret}`, description: `key=${secret}.` };
    const { status, body } = await owner().post('/v1/service-accounts').send(texts);
    const pointers = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
    expect([status, pointers]).toEqual([422, ['/name', '/description']]);
    const revoked = await owner()
      .delete(one())
      .query({ reason: `leaked as ${secret}` });
    expect([revoked.status, revoked.body.errors[0].pointer]).toEqual([422, '?reason']);
    expect(JSON.stringify([body, revoked.body])).not.toContain(secret);
  });

  it.each([
    ['9999-12-31T23:59:59-00:01', 422],
    ['9999-12-31T23:59:59Z', 201],
  ])('an expiry at %s answers %d', async (instant, status) => {
    const answer = await createKey(key.service_account_id, { expires_at: instant });
    expect(answer.status).toBe(status);
  });

  it('an expiry that is not a time is refused for one reason', async () => {
    const { body } = await createKey(key.service_account_id, {
      expires_at: '10000-01-01T00:00:00Z',
    });
    expect(body.errors).toHaveLength(1);
  });

  it('cannot move an expiry before the year 0', async () => {
    await owner().patch(one()).send({ expires_at: '0000-01-01T00:00:00+00:01' }).expect(422);
  });

  it.each([
    ['36501d', 422],
    ['999999999w', 422],
    ['36500d', 201],
  ])('a period of %s answers %d', async (period, status) => {
    const answer = await createKey(key.service_account_id, { expires_in: period });
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body.errors[0].pointer).toBe('/expires_in');
  });

  it('cannot make the overlap of a rotation endless', async () => {
    const rotate = (overlap: string) => owner().post(`${one()}/rotate`).send({ overlap });
    await rotate('999999999w').expect(422);
    const { body } = await rotate('36500d').expect(200);
    expect(body.retiring_secret.retires_at).toMatch(/^21/);
  });

  it('cannot make the lifetime that a team allows endless', async () => {
    await owner().patch('/v1/team').send({ max_key_lifetime: '999999999w' }).expect(422);
  });

  it('is read as JSON if its media type ends in +json', async () => {
    const { body } = await owner()
      .patch(one())
      .type('application/merge-patch+json')
      .send('{"name":"merged"}')
      .expect(200);
    expect(body.name).toBe('merged');
  });

  it('is refused if it is null instead of an object', async () => {
    const { status, body } = await owner().patch(one()).type('json').send('null');
    expect([status, body.code]).toEqual([422, 'invalid_request']);
  });

  it('is refused as an unknown field if the field is called __proto__', async () => {
    const { body } = await owner()
      .post('/v1/roles')
      .type('json')
      .send('{"name":"r","permissions":[],"__proto__":{"admin":true}}')
      .expect(422);
    expect(body.errors[0]).toMatchObject({ pointer: '/__proto__', code: 'unknown_field' });
  });
});
