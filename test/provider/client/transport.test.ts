import { ApiNotKeyplane, ApiProblem, ApiUnreachable } from '../../../provider/client';
import {
  type Answer,
  final,
  hangUp,
  json,
  problem,
  RETRY,
  retryable,
  useKeyplaneDouble,
} from './support/keyplane-double';

describe('calls to Keyplane', () => {
  const keyplane = useKeyplaneDouble();
  const options = { signal: new AbortController().signal };
  const role = { name: 'r', description: null, permissions: [] };
  const create = () => keyplane.client.roles.create(role, options);

  it('carry the credentials, the stack, the run and a user agent', async () => {
    await keyplane.client.roles.get('role_1', options);
    expect(keyplane.seen[0]).toMatchObject({
      url: '/v1/roles/role_1',
      headers: {
        authorization: `Basic ${Buffer.from('kpi_1:kpa_secret').toString('base64')}`,
        'keyplane-stack': 'production',
        'keyplane-run': 'run-1',
        'user-agent': 'test/1',
      },
    });
  });

  it('retry a create with the same idempotency key, and use another one for the next create', async () => {
    await keyplane.beginRun();
    keyplane.answers = [hangUp, problem(503, 'unavailable'), retryable(409, 'request_in_progress')];
    await create();
    await create();
    const keys = keyplane.seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(5);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('wait for as long as Keyplane asks, however often it does', async () => {
    await keyplane.beginRun();
    keyplane.answers = Array.from({ length: 20 }, () =>
      problem(429, 'rate_limited', { 'retry-after': '0' }),
    );
    keyplane.answers.push(problem(429, 'rate_limited', { 'retry-after': '1' }));
    const startedAt = performance.now();
    await create();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(keyplane.seen).toHaveLength(22);
  });

  it.each([
    ['no', problem(422, 'invalid_request')],
    ['a conflict that a repeat cannot end', final(409, 'member_left')],
    ['an older Keyplane’s conflict', problem(409, 'conflict')],
    ['a failure of the server that a repeat cannot end', final(500, 'internal')],
  ])('are not retried if the answer is %s', async (_what, answer) => {
    await keyplane.beginRun();
    keyplane.answers = [answer];
    await expect(create()).rejects.toThrow(ApiProblem);
    expect(keyplane.seen).toHaveLength(1);
  });

  it.each([
    [
      'a rotation that is over soon',
      retryable(409, 'rotation_in_progress', { 'retry-after': '0' }),
    ],
    ['a gateway’s timeout', json(408, {}, { 'content-type': 'text/plain' })],
  ])('are retried after %s', async (_what, answer) => {
    await keyplane.beginRun();
    keyplane.answers = [answer];
    await create();
    expect(keyplane.seen).toHaveLength(2);
  });

  it.each([408, 500, 502, 520, 527])(
    'are retried after a gateway’s web page with status %d only if Keyplane has answered before',
    async (status) => {
      const page: Answer = (_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
      keyplane.client = keyplane.clientAt(keyplane.client.endpoint, {
        ...RETRY,
        firstContactPatienceMs: 0,
      });
      keyplane.answers = [page, json(200, { id: 'role_1' })];
      const early = keyplane.client.roles.get('role_1', options);
      await expect(early).rejects.toThrow(/not from Keyplane itself|is not the Keyplane API/);
      expect(keyplane.seen).toHaveLength(1);
      await keyplane.client.roles.get('role_1', options);
      keyplane.answers = [page, page, page];
      await keyplane.client.roles.get('role_1', options);
      expect(keyplane.seen).toHaveLength(6);
    },
  );

  it('count an earlier answer of Keyplane for the renewals of the run too', async () => {
    await keyplane.client.roles.get('role_1', options);
    keyplane.answers = [
      (_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('no'),
    ];
    await keyplane.client.run.begin();
    expect(keyplane.seen.slice(1).map(({ url }) => url)).toEqual([
      '/v1/runs/renew',
      '/v1/runs/renew',
    ]);
  });

  it('are not retried if Keyplane asks for a longer wait than the provider allows', async () => {
    await keyplane.beginRun();
    keyplane.answers = [retryable(409, 'rotation_in_progress', { 'retry-after': '3600' })];
    await expect(create()).rejects.toThrow(ApiProblem);
    expect(keyplane.seen).toHaveLength(1);
  });

  it.each([
    ['9999999', '116 days'],
    ['99999999999999999999999', 'days'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 'days'],
  ])('fail immediately if Keyplane asks to wait %s', async (retryAfter, words) => {
    await keyplane.beginRun();
    keyplane.answers = [problem(429, 'rate_limited', { 'retry-after': retryAfter })];
    const call = create();
    await expect(call).rejects.toThrow(ApiProblem);
    await expect(call).rejects.toThrow(`${words}, which is longer than this client waits`);
    keyplane.answers = [json(503, {}, { 'content-type': 'text/plain', 'retry-after': retryAfter })];
    const another = create();
    await expect(another).rejects.toThrow(ApiUnreachable);
    await expect(another).rejects.toThrow(`${words}, which is longer than this client waits`);
    expect(keyplane.seen).toHaveLength(2);
  });

  it('are retried if they only ask, even as a POST without an idempotency key', async () => {
    const question = { service_id: 's', model_id: 'm', parameters: {} };
    keyplane.answers = [hangUp];
    await keyplane.client.catalog.estimateCost(question, options);
    expect(keyplane.seen).toHaveLength(2);
  });

  it('give up sooner if the endpoint has never answered', async () => {
    const patienceMs = 50_000;
    const retry = { ...RETRY, patienceMs, firstContactPatienceMs: 300 };
    keyplane.client = keyplane.clientAt(keyplane.client.endpoint, retry);
    keyplane.answers = Array.from({ length: 10_000 }, () => hangUp);
    const startedAt = performance.now();
    await expect(keyplane.client.roles.get('r', options)).rejects.toThrow(ApiUnreachable);
    expect(performance.now() - startedAt).toBeLessThan(patienceMs);
    keyplane.answers = [];
    await keyplane.client.roles.get('r', options);
    // Each of these attempts takes at least 2.5 ms. Together that is longer than the client waits
    // for an endpoint that has never answered.
    keyplane.answers = Array.from({ length: 120 }, () => hangUp);
    await keyplane.client.roles.get('r', options);
  });

  it('abandon an attempt that takes too long', async () => {
    keyplane.client = keyplane.clientAt(keyplane.client.endpoint, { ...RETRY, attemptMs: 1_000 });
    keyplane.answers = [() => {}];
    await keyplane.client.roles.get('r', options);
    expect(keyplane.seen).toHaveLength(2);
  });

  it('read every page of a list', async () => {
    keyplane.answers = [
      json(200, { items: [{ id: 'a' }], next_page_token: 'two' }),
      json(200, { items: [{ id: 'b' }], next_page_token: null }),
    ];
    const roles = await keyplane.client.roles.list({ name: 'x' }, options);
    expect(roles.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(keyplane.seen[1]?.url).toBe(
      '/v1/roles?sort=created_at&name=x&page_size=1000&page_token=two',
    );
  });

  it('reject a delete with 404 if Keyplane has answered before', async () => {
    keyplane.answers = [problem(404, 'not_found'), json(200, { id: 'mem_1' })];
    await expect(keyplane.client.roles.remove('role_1', options)).rejects.toThrow(ApiProblem);
    expect(keyplane.seen.map(({ url }) => url)).toEqual(['/v1/roles/role_1', '/v1/whoami']);
  });

  it('do not read a 404 as "gone" if the path of the endpoint is wrong', async () => {
    keyplane.answers = [problem(404, 'not_found'), problem(404, 'not_found')];
    await expect(keyplane.client.roles.remove('role_1', options)).rejects.toThrow(ApiNotKeyplane);
  });

  it.each([
    ['a page', 200, 'text/html', '<html>', 'a web page (text/html)'],
    ['a stranger’s 404', 404, 'application/json', '{"message":"no"}', 'status 404'],
    ['JSON that is none', 200, 'application/json', '{', 'status 200'],
    ['nothing at all', 200, 'application/json', '', 'status 200'],
  ])('do not accept %s as an answer of Keyplane', async (_what, status, type, body, message) => {
    keyplane.answers = [
      (_q, response) => response.writeHead(status, { 'content-type': type }).end(body),
    ];
    const call = keyplane.client.roles.get('role_1', options);
    await expect(call).rejects.toThrow(ApiNotKeyplane);
    await expect(call).rejects.toThrow(message);
  });

  it('run at most twenty at once', async () => {
    let most = 0;
    const open: (() => void)[] = [];
    const batch = (): Answer => (request, response, body) => {
      open.push(() => json(200, { id: 'r' })(request, response, body));
      most = Math.max(most, open.length);
      if (open.length === 20) setTimeout(() => open.splice(0).forEach((answer) => answer()), 20);
    };
    keyplane.answers = Array.from({ length: 60 }, batch);
    const calls = keyplane.answers.map(() =>
      keyplane.client.roles.get('r', { signal: new AbortController().signal }),
    );
    await Promise.all(calls);
    expect(most).toBe(20);
  });

  it('send waiting confirmations in one call before a create, and never fail because of them', async () => {
    keyplane.answers = [problem(403, 'insufficient_permissions')];
    for (const id of ['a', 'b', 'c']) keyplane.client.confirmations.confirm(id);
    await create();
    expect(keyplane.seen.map(({ url }) => url)).toEqual([
      '/v1/creations/confirm',
      '/v1/runs/renew',
      '/v1/roles',
    ]);
  });

  it('show no secret in the log or in an error', async () => {
    keyplane.answers = [problem(401, 'unauthenticated'), hangUp];
    const refused = await create().catch(String);
    await create();
    expect(`${keyplane.logged}${String(refused)}`).not.toContain('kpa_secret');
    expect(keyplane.logged).toContain('"path":"/v1/roles"');
  });
});
