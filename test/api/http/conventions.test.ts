import { request } from 'node:http';
import { createTestApi, type TestApi } from '../../support/api';

describe('every answer of the API', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await createTestApi();
  });

  afterAll(() => api.close());

  const owner = () => api.as(api.team.owner);

  it('carries a request ID, the caller’s own if it is well-formed', async () => {
    const own = await owner().get('/v1/whoami').set('X-Request-Id', 'my-request-0001');
    expect(own.headers['x-request-id']).toBe('my-request-0001');
    const drawn = await owner().get('/v1/whoami').set('X-Request-Id', 'no');
    expect(drawn.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/);
    const failed = await owner().get('/v1/nothing');
    expect(failed.body.request_id).toBe(failed.headers['x-request-id']);
  });

  it('is a problem of RFC 9457 with a stable code if the request fails', async () => {
    const { status, headers, body } = await owner().get('/v1/nothing');
    expect(headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(body).toEqual({
      type: `${api.url}/docs/errors/not_found`,
      title: expect.any(String),
      status,
      code: 'not_found',
      detail: expect.any(String),
      retryable: false,
      errors: [],
      request_id: expect.any(String),
    });
  });

  it.each([
    ['get', '/v1/whoami?x=1', '?x'],
    ['get', '/v1/permissions?sort=x', '?sort'],
    ['post', '/v1/roles?dryrun=true', '?dryrun'],
    ['post', '/v1/keys/verify?dry_run=true', '?dry_run'],
  ] as const)(
    'to %s %s is 422, because the endpoint has no such parameter',
    async (method, path, pointer) => {
      const { status, body } = await owner()
        [method](path)
        .send(method === 'post' ? {} : undefined);
      expect(status).toBe(422);
      expect(body.errors).toEqual([expect.objectContaining({ pointer, code: 'unknown_field' })]);
    },
  );

  it('to a deletion that asks for a dry run is 422, and nothing is deleted', async () => {
    const { body: role } = await owner().post('/v1/roles').send({ name: 'kept', permissions: [] });
    await owner().delete(`/v1/roles/${role.id}?dry_run=true`).expect(422);
    await owner().get(`/v1/roles/${role.id}`).expect(200);
    await owner().delete(`/v1/roles/${role.id}`).expect(204);
  });

  it('forbids caching', async () => {
    const { headers } = await owner().get('/v1/whoami').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['x-powered-by']).toBeUndefined();
  });

  it.each([
    [400, 'post', '/v1/roles', '{'],
    [401, 'get', '/v1/whoami', undefined],
    [404, 'get', '/v1/nothing', undefined],
    [404, 'get', '/v1/roles/role_0', undefined],
    [405, 'put', '/v1/roles', undefined],
    [405, 'post', '/v1/terms', undefined],
    [405, 'post', '/.well-known/jwks.json', undefined],
    [405, 'get', '/v1/keys/verify', undefined],
    [422, 'get', '/v1/roles?nonsense=1', undefined],
  ] as const)('forbids caching a %d to %s %s', async (status, method, path, body) => {
    const caller = status === 401 ? api.as() : owner();
    const { headers } = await caller[method](path).type('json').send(body).expect(status);
    expect(headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['malformed JSON', 400, 'malformed_body', 'application/json', '{"name":'],
    ['another media type', 415, 'unsupported_media_type', 'text/plain', 'name=x'],
    ['a body beyond the limit', 413, 'payload_too_large', 'application/json', big()],
    ['an array', 422, 'invalid_request', 'application/json', '[]'],
    ['a bare word', 422, 'invalid_request', 'application/json', '"x"'],
    ['null', 422, 'invalid_request', 'application/json', 'null'],
    ['nothing', 422, 'invalid_request', 'application/json', ''],
  ])('to %s is %d %s', async (_what, status, code, type, body) => {
    const answer = await owner().post('/v1/roles').set('Content-Type', type).send(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it('to a body that is not compressed as its header says is 400 malformed_body', async () => {
    const { status, body } = await owner()
      .post('/v1/roles')
      .set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
      .send('{"name":"plain"}');
    expect([status, body.code]).toEqual([400, 'malformed_body']);
  });

  it('to a method that a path does not have names those that it has', async () => {
    const { status, body, headers } = await owner().put('/v1/roles');
    // HEAD is answered wherever GET is (RFC 9110, section 9.3.2).
    expect([status, body.code]).toEqual([405, 'method_not_allowed']);
    expect(headers['allow']).toBe('GET, HEAD, POST');
    await owner().head('/v1/roles').expect(200);
  });

  it.each([
    '/.well-known/jwks.json',
    '/.well-known/terraform.json',
    '/docs',
    '/docs/api',
    '/docs/api/start.js',
    '/healthz',
    '/openapi.json',
    '/readyz',
  ])('to a change of %s says that it can only be read', async (path) => {
    for (const method of ['post', 'put', 'patch', 'delete', 'options'] as const) {
      const { status, body, headers } = await owner()[method](path);
      expect([status, body.code]).toEqual([405, 'method_not_allowed']);
      expect(headers['allow']).toBe('GET, HEAD');
    }
  });

  it('says how to authenticate to a caller without credentials', async () => {
    const { status, body, headers } = await api.as().get('/v1/whoami');
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
    expect(headers['www-authenticate']).toMatch(/Basic realm="keyplane".*Bearer/);
  });

  it('is a refusal for two Authorization headers, even if one is valid', async () => {
    const { clientId, secret } = api.team.owner;
    const good = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
    const status = await new Promise((resolve, reject) => {
      const headers = ['Host', 'x', 'Authorization', good, 'Authorization', 'Bearer nonsense'];
      request(`${api.url}/v1/whoami`, { headers }, (response) => resolve(response.statusCode))
        .on('error', reject)
        .end();
    });
    expect(status).toBe(401);
  });

  it('points to a page token that no list has returned', async () => {
    const { status, body } = await owner().get('/v1/roles?page_token=nonsense');
    expect([status, body.errors[0].pointer]).toEqual([422, '?page_token']);
  });

  it.each(['page_size=0', 'page_size=1001', 'page_size=x', 'unknown=1'])(
    'to the query %s is a refusal that names the parameter',
    async (query) => {
      const { status, body } = await owner().get(`/v1/roles?${query}`);
      expect([status, body.errors[0].pointer]).toEqual([422, `?${query.split('=')[0]}`]);
    },
  );

  it('to two Idempotency-Keys says that there are several', async () => {
    const create = owner().post('/v1/roles').send({ name: 'r', permissions: [] });
    create.set('Idempotency-Key', ['one', 'two'] as unknown as string);
    const { status, body } = await create;
    expect([status, body.errors[0].pointer]).toEqual([422, '#idempotency-key']);
    expect(body.errors[0].message).toMatch(/several Idempotency-Key headers/);
  });

  it('to a malformed If-Match is a refusal, because nothing may change without the condition', async () => {
    const role = await owner().post('/v1/roles').send({ name: 'r', permissions: [] }).expect(201);
    const path = `/v1/roles/${role.body.id}`;
    await owner().patch(path).set('If-Match', 'W/"x"').send({ name: 'n' }).expect(412);
    await owner().patch(path).set('If-Match', '*').send({ name: 'n' }).expect(200);
  });

  it.each([
    ['"7", "1"', 200],
    ['W/"x","1" , "9"', 200],
    ['"7", "8"', 412],
    ['W/"1", "8"', 412],
    ['"a, b", "1"', 200],
    ['1, 2', 422],
    ['', 422],
  ])('to the If-Match list %j is %d', async (list, status) => {
    const role = await owner().post('/v1/roles').send({ name: 'r', permissions: [] }).expect(201);
    const change = owner().patch(`/v1/roles/${role.body.id}`).set('If-Match', list);
    await change.send({ name: 'n' }).expect(status);
  });

  it('shows names and descriptions composed, with plain line breaks', async () => {
    const sent = { name: 'Cafe\u0301', description: 'e\u0301\r\nb\rc' };
    const { body } = await owner().post('/v1/service-accounts').send(sent).expect(201);
    expect([body.name, body.description]).toEqual(['Caf\u00e9', '\u00e9\nb\nc']);
    const found = await owner().get('/v1/service-accounts').query({ name: sent.name }).expect(200);
    expect(found.body.items).toHaveLength(1);
  });

  it('never holds the secret that was sent', async () => {
    const wrong = `${api.team.owner.secret.slice(0, -1)}#`;
    const { text } = await api.as({ clientId: 'x', secret: wrong }).get('/v1/whoami').expect(401);
    expect(text).not.toContain(wrong.slice(8, 30));
  });
});

function big(): string {
  return JSON.stringify({ name: 'x'.repeat(300_000) });
}
