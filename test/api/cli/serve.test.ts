import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { createTestDatabase } from '../../support/postgres';
import { createSeverableProxy } from '../../support/severable-proxy';
import { startStopwatch } from '../../support/stopwatch';
import { buildKeyplane, type KeyplaneProcess } from './support/keyplane-process';

interface Credential {
  readonly client_id: string;
  readonly client_secret: string;
}

interface BootstrapFile {
  readonly owner: Credential & { readonly member_id: string };
  readonly operator: Credential;
}

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

async function bootstrapOf({ folder }: KeyplaneProcess): Promise<BootstrapFile> {
  const file = await readFile(path.join(folder, 'data', 'bootstrap.json'), 'utf8');
  return JSON.parse(file) as BootstrapFile;
}

function basic({ client_id, client_secret }: Credential): string {
  return `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
}

/** A request whose last byte is held back. */
async function requestUnderWay(
  server: KeyplaneProcess,
): Promise<{ socket: Socket; finish(): Promise<string> }> {
  const url = await server.url();
  const { owner } = await bootstrapOf(server);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /v1/roles HTTP/1.1\r\nhost: keyplane\r\ncontent-length: 2\r\n');
  socket.write(`authorization: ${basic(owner)}\r\n`);
  socket.write('content-type: application/json\r\nexpect: 100-continue\r\n\r\n{');
  // The answer to `Expect: 100-continue` shows that the request has begun.
  await once(socket, 'data');
  const rest = text(socket);
  return {
    socket,
    finish() {
      socket.write('}');
      return rest;
    },
  };
}

describe('a first start', () => {
  let server: KeyplaneProcess;
  let url: string;
  beforeAll(async () => {
    server = await keyplane.start(['serve'], {
      environment: { KEYPLANE_PROT: '80', KEYPLANE_METRICS_PORT: '0' },
    });
    url = await server.url();
  });
  afterAll(() => server.child.kill('SIGTERM'));

  test('writes the first credentials to a file that only its owner can read, and they work', async () => {
    const { mode } = await stat(path.join(server.folder, 'data', 'bootstrap.json'));
    expect(mode & 0o777).toBe(0o600);
    const { owner } = await bootstrapOf(server);
    const answer = await fetch(`${url}/v1/roles`, { headers: { authorization: basic(owner) } });
    expect(answer.status).toBe(200);
  });

  test('prints JSON lines only, and no secret in any', async () => {
    const { owner, operator } = await bootstrapOf(server);
    expect(server.lines().length).toBeGreaterThan(0);
    const printed = JSON.stringify(server.lines());
    expect(printed).not.toContain(owner.client_secret);
    expect(printed).not.toContain(operator.client_secret);
  });

  test('warns of unknown variables with the prefix of Keyplane', async () => {
    expect(server.lines()).toContainEqual(
      expect.objectContaining({ level: 'warn', variables: ['KEYPLANE_PROT'] }),
    );
  });

  test('is alive and ready', async () => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const readiness = await fetch(`${url}/readyz`);
    expect([readiness.status, await readiness.json()]).toEqual([200, { status: 'ready' }]);
  });

  test('logs one line for a request: who and what, and no header or body', async () => {
    const { owner } = await bootstrapOf(server);
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const answer = await fetch(`${url}/v1/roles?page_size=7`, {
      headers: {
        authorization: basic(owner),
        'x-request-id': 'request-of-this-test',
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      },
    });
    expect(answer.headers.get('x-request-id')).toBe('request-of-this-test');
    const lines = () =>
      server.lines().filter(({ request_id }) => request_id === 'request-of-this-test');
    await eventually(() => expect(lines()).toHaveLength(1));
    expect(lines()[0]).toEqual({
      level: 'info',
      time: expect.any(String),
      msg: 'request',
      request_id: 'request-of-this-test',
      method: 'GET',
      path: '/v1/roles',
      operation: 'listRoles',
      status: 200,
      duration_ms: expect.any(Number),
      principal_id: owner.member_id,
      principal_kind: 'member',
      key_id: expect.any(String),
      trace_id: traceId,
    });
  });

  test('masks a secret that was put into a path', async () => {
    const { owner } = await bootstrapOf(server);
    await fetch(`${url}/${owner.client_secret}`, { headers: { 'x-request-id': 'lost-secret' } });
    await eventually(() =>
      expect(server.lines()).toContainEqual(
        expect.objectContaining({ request_id: 'lost-secret', path: '/[redacted]', status: 404 }),
      ),
    );
  });

  test('counts requests by operation and status', async () => {
    await fetch(`${url}/v1/roles`);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    const metrics = await fetch(String((await server.line('metrics listening'))['url']));
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain/);
    const body = await metrics.text();
    expect(body).toMatch(
      /keyplane_http_requests_total\{operation="listRoles",method="GET",status="401"\} [1-9]/,
    );
    expect(body).toMatch(/process_resident_memory_bytes [1-9]/);
  });

  test.each(['swagger-ui.css', 'swagger-ui-bundle.js'])(
    'shows its document with its own %s',
    async (name) => {
      expect((await fetch(`${url}/docs/api/assets/${name}`)).status).toBe(200);
      expect((await fetch(`${url}/docs/api/assets/package.json`)).status).toBe(404);
    },
  );

  test('answers with headers that keep browsers from guessing', async () => {
    const { headers } = await fetch(`${url}/v1/roles`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

test('a second start keeps the credentials of the first', async () => {
  const first = await keyplane.start(['serve']);
  await first.url();
  const credentials = await bootstrapOf(first);
  first.child.kill('SIGTERM');
  expect((await first.finished).exitCode).toBe(0);

  const second = await keyplane.start(['serve'], { folder: first.folder });
  const url = await second.url();
  expect(await bootstrapOf(second)).toEqual(credentials);
  const headers = { authorization: basic(credentials.owner) };
  expect((await fetch(`${url}/v1/roles`, { headers })).status).toBe(200);
});

test('probes are answered while the database keeps the start waiting, and SIGTERM ends it', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  // The port is not known before the server is ready, so choose one.
  const ownPort = await freePort();

  const server = await keyplane.start(['serve', '--port', String(ownPort)], {
    environment: {
      KEYPLANE_DATABASE_URL: `postgres://keyplane@127.0.0.1:${port}/keyplane`,
      KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
  });
  await once(silent, 'connection');
  const url = `http://127.0.0.1:${ownPort}`;
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  const readiness = await fetch(`${url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toEqual({ status: 'not_ready', reason: 'starting' });
  const answer = await fetch(`${url}/v1/roles`);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);

  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
  silent.close();
});

describe.each(['SIGTERM', 'SIGINT'] as const)('on %s', (signal) => {
  test('a request in progress is answered, new ones are not accepted, and the exit code is 0', async () => {
    const server = await keyplane.start(['serve']);
    const url = await server.url();
    const request = await requestUnderWay(server);
    server.child.kill(signal);
    await server.line('shutting down');
    await eventually(() => expect(fetch(`${url}/healthz`)).rejects.toThrow());

    const answer = await request.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 422 /);
    expect(answer).toMatch(/\r\nconnection: close\r\n/i);
    expect((await server.finished).exitCode).toBe(0);
    expect(server.lines().at(-1)).toMatchObject({ msg: 'stopped' });
  });
});

test('with a drain period the server is unready but still answers, then ends connections, then stops', async () => {
  const environment = { KEYPLANE_DRAIN_SECONDS: '1' };
  const server = await keyplane.start(['serve'], { environment });
  const url = await server.url();
  server.child.kill('SIGTERM');
  await server.line('draining');

  const readiness = await fetch(`${url}/readyz`);
  expect(readiness.status).toBe(503);
  expect(await readiness.json()).toEqual({ status: 'not_ready', reason: 'shutting_down' });
  const kept = await fetch(`${url}/v1/roles`);
  expect([kept.status, kept.headers.get('connection')]).toEqual([401, 'keep-alive']);
  await eventually(async () => {
    const { status, headers } = await fetch(`${url}/v1/roles`);
    expect([status, headers.get('connection')]).toEqual([401, 'close']);
  });
  expect((await server.finished).exitCode).toBe(0);
});

test('an idle connection is closed after KEYPLANE_IDLE_SECONDS, which its answers announce', async () => {
  const server = await keyplane.start(['serve'], { environment: { KEYPLANE_IDLE_SECONDS: '1' } });
  const socket = connect(Number(new URL(await server.url()).port), '127.0.0.1');
  socket.write('GET /healthz HTTP/1.1\r\nhost: keyplane\r\n\r\n');
  // The text is complete once the server has closed the connection.
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 .*\r\nkeep-alive: timeout=1\r\n/is);
  socket.destroy();
});

test('a second signal ends the drain period immediately', async () => {
  const environment = { KEYPLANE_DRAIN_SECONDS: '3600' };
  const server = await keyplane.start(['serve'], { environment });
  await server.url();
  server.child.kill('SIGTERM');
  await server.line('draining');
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(143);
});

test('a request that never ends is cut off at the deadline', async () => {
  const environment = { KEYPLANE_SHUTDOWN_SECONDS: '1' };
  const server = await keyplane.start(['serve'], { environment });
  await requestUnderWay(server);
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
  expect(server.lines().map(({ msg }) => msg)).toContain(
    'requests that had not finished were cut off',
  );
});

test('a second signal immediately ends a server that waits for a request', async () => {
  const environment = { KEYPLANE_SHUTDOWN_SECONDS: '3600' };
  const server = await keyplane.start(['serve'], { environment });
  await requestUnderWay(server);
  server.child.kill('SIGTERM');
  await server.line('shutting down');
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(143);
});

test('keeps serving if nobody reads its log', async () => {
  const server = await keyplane.start(['serve']);
  const url = await server.url();
  server.child.stdout?.destroy();
  for (let request = 0; request < 5; request += 1) {
    expect((await fetch(`${url}/v1/roles`)).status).toBe(401);
  }
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
});

test.each([
  ['rejection', `process.on('SIGUSR2', () => void Promise.reject(new Error('unforeseen')));`],
  ['exception', `process.on('SIGUSR2', () => { throw new Error('unforeseen'); });`],
])('ends on an unforeseen %s with one line and exit code 1', async (_what, script) => {
  const folder = await keyplane.newFolder();
  await writeFile(path.join(folder, 'fault.js'), script);
  const environment = { NODE_OPTIONS: `--require ${path.join(folder, 'fault.js')}` };
  const server = await keyplane.start(['serve'], { folder, environment });
  await server.url();
  server.child.kill('SIGUSR2');
  const { exitCode, stderr } = await server.finished;
  expect([exitCode, stderr]).toEqual([1, '']);
  expect(server.lines().filter(({ level }) => level === 'fatal')).toEqual([
    expect.objectContaining({ err: expect.objectContaining({ message: 'unforeseen' }) }),
  ]);
});

test('ends by the deadline, although the database is silent', async () => {
  const own = await createTestDatabase();
  const proxy = await createSeverableProxy(own.url);
  const server = await keyplane.start(['serve'], {
    environment: {
      KEYPLANE_DATABASE_URL: proxy.url,
      KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
      KEYPLANE_SHUTDOWN_SECONDS: '2',
    },
  });
  const url = await server.url();
  const { owner } = await bootstrapOf(server);
  for (const name of ['keyplane changes', 'keyplane']) proxy.sever(name, 'silence');
  const readiness = await fetch(`${url}/readyz`);
  expect([readiness.status, await readiness.json()]).toEqual([
    503,
    { status: 'not_ready', reason: 'database_unavailable' },
  ]);
  const asked = fetch(`${url}/v1/roles`, { headers: { authorization: basic(owner) } });
  asked.catch(() => undefined);
  const stopwatch = startStopwatch();
  server.child.kill('SIGTERM');
  await server.finished;
  // Two seconds, and time for a busy machine to end a process.
  expect(stopwatch.stop()).toBeLessThan(4000);
  await proxy.close();
  await own.drop();
});

test('is not ready while another session has locked what a verification reads', async () => {
  const own = await createTestDatabase();
  const server = await keyplane.start(['serve'], {
    environment: {
      KEYPLANE_DATABASE_URL: own.url,
      KEYPLANE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
  });
  const url = await server.url();
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const other = new Client({ connectionString: own.url });
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE keys');
  const readiness = await fetch(`${url}/readyz`);
  expect([readiness.status, await readiness.json()]).toEqual([
    503,
    { status: 'not_ready', reason: 'database_unavailable' },
  ]);
  await other.query('COMMIT');
  await eventually(async () => {
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
  await other.end();
  server.child.kill('SIGTERM');
  await server.finished;
  await own.drop();
});
