import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import {
  ApiNotKeyplane,
  ApiProblem,
  ApiUnreachable,
  createKeyplaneClient,
  type KeyplaneClient,
} from '../../../provider/client';
import { changeKey } from '../../../provider/resources/keys/apply';
import { eventually } from '../../support/eventually';
import { type HostilePeer, startHostilePeer } from '../../support/hostile-peer';

const RETRY = {
  firstDelayMs: 1,
  longestDelayMs: 5,
  patienceMs: 2_000,
  firstContactPatienceMs: 300,
  longestWaitMs: 600_000,
  attemptMs: 1_000,
  sentWriteGraceMs: 500,
};

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

const json = (status: number, body: unknown, headers = {}): Answer => {
  const type = status < 400 ? 'application/json' : 'application/problem+json; charset=utf-8';
  return (_request, response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
};
const problem = (status: number, code: string, headers = {}, more = {}) =>
  json(
    status,
    { title: 'No', status, code, detail: 'Because.', errors: [], request_id: 'r1', ...more },
    headers,
  );
const retryable = (status: number, code: string, headers = {}) =>
  problem(status, code, headers, { retryable: true });
const final = (status: number, code: string, headers = {}) =>
  problem(status, code, headers, { retryable: false });
const hangUp: Answer = (request) => request.socket.destroy();

describe('calls to Keyplane', () => {
  let server: Server;
  let answers: Answer[];
  let seen: Seen[];
  let logged: string;
  let client: KeyplaneClient;
  /** A run that is never ended renews its lease as long as the process lives. */
  let clients: KeyplaneClient[] = [];
  const signal = new AbortController().signal;
  const options = { signal };

  beforeEach(async () => {
    answers = [];
    seen = [];
    logged = '';
    server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      seen.push({ method, url, headers });
      let body = '';
      for await (const chunk of request) body += String(chunk);
      (answers.shift() ?? json(200, { id: 'role_1' }))(request, response, body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    answers = [];
    await Promise.all(clients.map((each) => each.run.cutOff()));
    clients = [];
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  const clientAt = (endpoint: string, retry = RETRY) => {
    const created = createKeyplaneClient({
      endpoint,
      credentials: { clientId: 'kpi_1', clientSecret: 'kpa_secret' },
      stack: 'production',
      run: 'run-1',
      userAgent: 'test/1',
      retry,
      logger: {
        debug: (...line) => void (logged += JSON.stringify(line)),
        info: (...line) => void (logged += JSON.stringify(line)),
      },
    });
    clients.push(created);
    return created;
  };
  const role = { name: 'r', description: null, permissions: [] };
  const create = () => client.roles.create(role, options);
  /** The requests that the first creation of a run sends once. */
  const beginRun = async () => {
    await client.run.begin();
    seen.length = 0;
  };

  it('carry the credentials, the stack, the run and a user agent', async () => {
    await client.roles.get('role_1', options);
    expect(seen[0]).toMatchObject({
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
    await beginRun();
    answers = [hangUp, problem(503, 'unavailable'), retryable(409, 'request_in_progress')];
    await create();
    await create();
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(5);
    expect(new Set(keys.slice(0, 4)).size).toBe(1);
    expect(keys[4]).not.toBe(keys[0]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('wait for as long as Keyplane asks, however often it does', async () => {
    await beginRun();
    answers = Array.from({ length: 20 }, () =>
      problem(429, 'rate_limited', { 'retry-after': '0' }),
    );
    answers.push(problem(429, 'rate_limited', { 'retry-after': '1' }));
    const startedAt = performance.now();
    await create();
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(seen).toHaveLength(22);
  });

  it.each([
    ['no', problem(422, 'invalid_request')],
    ['a conflict that a repeat cannot end', final(409, 'member_left')],
    ['an older Keyplane’s conflict', problem(409, 'conflict')],
    ['a failure of the server that a repeat cannot end', final(500, 'internal')],
  ])('are not retried if the answer is %s', async (_what, answer) => {
    await beginRun();
    answers = [answer];
    await expect(create()).rejects.toThrow(ApiProblem);
    expect(seen).toHaveLength(1);
  });

  it.each([
    [
      'a rotation that is over soon',
      retryable(409, 'rotation_in_progress', { 'retry-after': '0' }),
    ],
    ['a gateway’s timeout', json(408, {}, { 'content-type': 'text/plain' })],
  ])('are retried after %s', async (_what, answer) => {
    await beginRun();
    answers = [answer];
    await create();
    expect(seen).toHaveLength(2);
  });

  it.each([408, 500, 502, 520, 527])(
    'are retried after a gateway’s web page with status %d only if Keyplane has answered before',
    async (status) => {
      const page: Answer = (_request, response) =>
        response.writeHead(status, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
      client = clientAt(client.endpoint, { ...RETRY, firstContactPatienceMs: 0 });
      answers = [page, json(200, { id: 'role_1' })];
      const early = client.roles.get('role_1', options);
      await expect(early).rejects.toThrow(/This answer is not Keyplane's|is not the Keyplane API/);
      expect(seen).toHaveLength(1);
      await client.roles.get('role_1', options);
      answers = [page, page, page];
      await client.roles.get('role_1', options);
      expect(seen).toHaveLength(6);
    },
  );

  it('count an earlier answer of Keyplane for the renewals of the run too', async () => {
    await client.roles.get('role_1', options);
    answers = [
      (_request, response) => response.writeHead(500, { 'content-type': 'text/html' }).end('no'),
    ];
    await client.run.begin();
    expect(seen.slice(1).map(({ url }) => url)).toEqual(['/v1/runs/renew', '/v1/runs/renew']);
  });

  it('are not retried if Keyplane asks for a longer wait than the provider allows', async () => {
    await beginRun();
    answers = [retryable(409, 'rotation_in_progress', { 'retry-after': '3600' })];
    await expect(create()).rejects.toThrow(ApiProblem);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['9999999', '116 days'],
    ['99999999999999999999999', 'days'],
    ['Fri, 31 Dec 9999 23:59:59 GMT', 'days'],
  ])('fail immediately if Keyplane asks to wait %s', async (retryAfter, words) => {
    await beginRun();
    answers = [problem(429, 'rate_limited', { 'retry-after': retryAfter })];
    const call = create();
    await expect(call).rejects.toThrow(ApiProblem);
    await expect(call).rejects.toThrow(`${words}, which is longer than this client waits`);
    answers = [json(503, {}, { 'content-type': 'text/plain', 'retry-after': retryAfter })];
    const another = create();
    await expect(another).rejects.toThrow(ApiUnreachable);
    await expect(another).rejects.toThrow(`${words}, which is longer than this client waits`);
    expect(seen).toHaveLength(2);
  });

  it('are retried if they only ask, even as a POST without an idempotency key', async () => {
    const question = { service_id: 's', model_id: 'm', parameters: {} };
    answers = [hangUp];
    await client.catalog.estimateCost(question, options);
    expect(seen).toHaveLength(2);
  });

  it('end immediately when they are aborted, even while they wait', async () => {
    const controller = new AbortController();
    answers = [
      (request, response, body) => {
        problem(429, 'rate_limited', { 'retry-after': '300' })(request, response, body);
        setImmediate(() => controller.abort());
      },
    ];
    await expect(client.roles.get('r', { signal: controller.signal })).rejects.toThrow();
    expect(seen).toHaveLength(1);
  });

  describe('after their operation was aborted', () => {
    let controller: AbortController;
    let aborting: { signal: AbortSignal };
    const reason = new Error('stop');

    beforeEach(async () => {
      controller = new AbortController();
      aborting = { signal: controller.signal };
      await beginRun();
    });

    /** The server has the request; the abort comes before its answer. */
    const abortBefore =
      (answer: Answer): Answer =>
      (request, response, body) => {
        controller.abort(reason);
        setImmediate(() => answer(request, response, body));
      };

    it.each<[string, () => Promise<unknown>]>([
      ['a create', () => client.roles.create(role, aborting)],
      ['a change', () => client.roles.update('r', { name: 'x' }, aborting)],
    ])('still return the answer to %s that was sent before', async (_what, send) => {
      answers = [abortBefore(json(200, { id: 'role_7' }))];
      await expect(send()).resolves.toEqual({ id: 'role_7' });
    });

    it('still finish a delete', async () => {
      answers = [
        json(200, { id: 'role_1' }),
        abortBefore((_request, response) => response.writeHead(204).end()),
      ];
      await client.roles.get('role_1', options);
      await client.roles.remove('role_1', aborting);
      expect(seen).toHaveLength(2);
    });

    it('send no further read', async () => {
      const abortAndNeverAnswer: Answer = () => controller.abort(reason);
      answers = [abortAndNeverAnswer];
      await expect(client.roles.get('r', aborting)).rejects.toBe(reason);
    });

    it.each<[string, Answer]>([
      ['a lost connection', hangUp],
      ['Keyplane being unavailable', problem(503, 'unavailable')],
      ['too many requests', problem(429, 'rate_limited', { 'retry-after': '0' })],
    ])('are not retried after %s', async (_what, answer) => {
      answers = [abortBefore(answer)];
      await expect(client.roles.create(role, aborting)).rejects.toBe(reason);
      expect(seen).toHaveLength(1);
    });

    it('wait for an answer only until the grace time is over', async () => {
      client = clientAt(client.endpoint, { ...RETRY, sentWriteGraceMs: 20 });
      answers = [() => controller.abort(reason)];
      await expect(client.roles.create(role, aborting)).rejects.toBe(reason);
      expect(seen).toHaveLength(1);
    });

    it('send neither a request nor the calls that must precede it', async () => {
      controller.abort(reason);
      client.confirmations.confirm('a');
      await expect(client.roles.create(role, aborting)).rejects.toBe(reason);
      await expect(client.whoami(aborting)).rejects.toBe(reason);
      expect(seen).toEqual([]);
    });

    it('do not send a request that waits for a connection', async () => {
      const held: Socket[] = [];
      const silent = createTcpServer((socket) => void held.push(socket)).listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const endpoint = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
      const patient = { ...RETRY, attemptMs: 20_000, sentWriteGraceMs: 20_000 };
      const changing = clientAt(endpoint, patient).roles.update('r', { name: 'x' }, aborting);
      await eventually(() => expect(held).toHaveLength(1));
      controller.abort(reason);
      const startedAt = performance.now();
      await expect(changing).rejects.toBe(reason);
      expect(performance.now() - startedAt).toBeLessThan(patient.sentWriteGraceMs);
      silent.close();
    });

    it('send no further request of a chain', async () => {
      answers = [abortBefore(json(200, { id: 'sak_1' }))];
      const keys = client.serviceAccountKeys;
      const wanted = {
        changes: { name: 'x' },
        rotation: { overlap: '24h', secret_delivery: 'plain' as const },
      };
      await expect(changeKey(keys, 'sak_1', wanted, aborting)).rejects.toBe(reason);
      expect(seen.map(({ method }) => method)).toEqual(['PATCH']);
    });

    it('do not send a request that waits for its turn', async () => {
      const held: (() => void)[] = [];
      const hold: Answer = (request, response, body) =>
        void held.push(() => json(200, { id: 'r' })(request, response, body));
      answers = Array.from({ length: 20 }, () => hold);
      const createAborting = () =>
        client.roles.create(role, { signal: AbortSignal.any([controller.signal]) });
      const sent = answers.map(createAborting);
      const waiting = createAborting();
      await eventually(() => expect(held).toHaveLength(20));
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      held.forEach((answer) => answer());
      await expect(Promise.all(sent)).resolves.toHaveLength(20);
      expect(seen).toHaveLength(20);
    });
  });

  it('give up sooner if the endpoint has never answered', async () => {
    const patienceMs = 50_000;
    client = clientAt(client.endpoint, { ...RETRY, patienceMs });
    answers = Array.from({ length: 10_000 }, () => hangUp);
    const startedAt = performance.now();
    await expect(client.roles.get('r', options)).rejects.toThrow(ApiUnreachable);
    expect(performance.now() - startedAt).toBeLessThan(patienceMs);
    answers = [];
    await client.roles.get('r', options);
    // At least 2.5 ms for each of them is more than the patience with an endpoint that never
    // answered.
    answers = Array.from({ length: 120 }, () => hangUp);
    await client.roles.get('r', options);
  });

  describe('to a peer that', () => {
    let peer: HostilePeer;
    const get = (retry = RETRY) => clientAt(peer.url, retry).roles.get('r', options);

    afterEach(() => peer.close());

    it.each([
      ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', 'status 101'],
      [
        'upgrades to another protocol',
        'HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        'with status 101',
      ],
      [
        'never ends its informational answers',
        'HTTP/1.1 102 Processing\r\n\r\n'.repeat(20),
        'never ends its 1xx answers',
      ],
    ])('%s fail with an error that explains it', async (_what, bytes, sentence) => {
      peer = await startHostilePeer((socket) => socket.write(bytes));
      await expect(get()).rejects.toThrow(sentence);
      await peer.allClosed();
      expect(peer.connections).toBe(1);
    });

    it('answers with more than 64 MiB stop reading and are not retried', async () => {
      const mebibyte = ' '.repeat(1024 * 1024);
      peer = await startHostilePeer((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
        for (let count = 0; count < 80; count += 1) socket.write(mebibyte);
      });
      await expect(get({ ...RETRY, attemptMs: 30_000 })).rejects.toThrow(
        /answered with more than 64 MiB, which Keyplane never does/,
      );
      await peer.allClosed();
      expect(peer.connections).toBe(1);
    });

    it.each([
      ['headers', 'HTTP/1.1 200 OK\r\n', 'a: b\r\n'],
      ['body', 'HTTP/1.1 200 OK\r\n\r\n', ' '],
    ])(
      'sends its %s slowly end when the time of an attempt is over',
      async (_what, first, dripped) => {
        peer = await startHostilePeer((socket) => {
          socket.write(first);
          socket.drip(dripped);
        });
        const impatient = { ...RETRY, attemptMs: 50, firstContactPatienceMs: 100 };
        await expect(get(impatient)).rejects.toThrow(/did not answer in time/);
        await peer.allClosed();
      },
    );
  });

  it('abandon an attempt that takes too long', async () => {
    client = clientAt(client.endpoint, { ...RETRY, attemptMs: 200 });
    answers = [() => {}];
    await client.roles.get('r', options);
    expect(seen).toHaveLength(2);
  });

  it('read every page of a list', async () => {
    answers = [
      json(200, { items: [{ id: 'a' }], next_page_token: 'two' }),
      json(200, { items: [{ id: 'b' }], next_page_token: null }),
    ];
    const roles = await client.roles.list({ name: 'x' }, options);
    expect(roles.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(seen[1]?.url).toBe('/v1/roles?sort=created_at&name=x&page_size=1000&page_token=two');
  });

  it('reject a delete with 404 if Keyplane has answered before', async () => {
    answers = [problem(404, 'not_found'), json(200, { id: 'mem_1' })];
    await expect(client.roles.remove('role_1', options)).rejects.toThrow(ApiProblem);
    expect(seen.map(({ url }) => url)).toEqual(['/v1/roles/role_1', '/v1/whoami']);
  });

  it('do not read a 404 as "gone" if the path of the endpoint is wrong', async () => {
    answers = [problem(404, 'not_found'), problem(404, 'not_found')];
    await expect(client.roles.remove('role_1', options)).rejects.toThrow(ApiNotKeyplane);
  });

  it.each([
    ['a page', 200, 'text/html', '<html>', 'a web page (text/html)'],
    ['a stranger’s 404', 404, 'application/json', '{"message":"no"}', 'status 404'],
    ['JSON that is none', 200, 'application/json', '{', 'status 200'],
    ['nothing at all', 200, 'application/json', '', 'status 200'],
  ])('do not accept %s as an answer of Keyplane', async (_what, status, type, body, message) => {
    answers = [(_q, response) => response.writeHead(status, { 'content-type': type }).end(body)];
    const call = client.roles.get('role_1', options);
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
    answers = Array.from({ length: 60 }, batch);
    const calls = answers.map(() =>
      client.roles.get('r', { signal: new AbortController().signal }),
    );
    await Promise.all(calls);
    expect(most).toBe(20);
  });

  it('send waiting confirmations in one call before a create, and never fail because of them', async () => {
    answers = [problem(403, 'insufficient_permissions')];
    for (const id of ['a', 'b', 'c']) client.confirmations.confirm(id);
    await create();
    expect(seen.map(({ url }) => url)).toEqual([
      '/v1/creations/confirm',
      '/v1/runs/renew',
      '/v1/roles',
    ]);
  });

  it('show no secret in the log or in an error', async () => {
    answers = [problem(401, 'unauthenticated'), hangUp];
    const refused = await create().catch(String);
    await create();
    expect(`${logged}${String(refused)}`).not.toContain('kpa_secret');
    expect(logged).toContain('"path":"/v1/roles"');
  });
});
