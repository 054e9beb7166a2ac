import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import {
  startOtlpReceiver,
  type OtlpReceiver,
  type ReceivedSpan,
} from '../../support/otlp-receiver';
import { buildKeyplane, type KeyplaneProcess } from '../cli/support/keyplane-process';

const keyplane = buildKeyplane();
let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  await keyplane.stopAll();
  await keyplane.remove();
  await receiver.close();
});

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const SAMPLED = `00-${TRACE_ID}-${PARENT}-01`;

const start = (environment: Record<string, string> = {}) =>
  keyplane.start(['serve'], {
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '50',
      KEYPLANE_LOG_LEVEL: 'debug',
      ...environment,
    },
  });

interface Credential {
  readonly client_id: string;
  readonly client_secret: string;
}

async function ownerOf({ folder }: KeyplaneProcess): Promise<Credential> {
  const file = await readFile(path.join(folder, 'data/bootstrap.json'), 'utf8');
  return (JSON.parse(file) as { owner: Credential }).owner;
}

async function call(
  server: KeyplaneProcess,
  target: string,
  options: { method?: string; body?: object; traceparent?: string; as?: Credential } = {},
): Promise<{ status: number; body: Record<string, string> }> {
  const { method = options.body ? 'POST' : 'GET', body, traceparent = SAMPLED } = options;
  const { client_id, client_secret } = options.as ?? (await ownerOf(server));
  const response = await fetch((await server.url()) + target, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
      'content-type': 'application/json',
      traceparent,
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

const named = (name: string) => receiver.spans().filter((span) => span.name === name);

const below = (parent: ReceivedSpan | undefined) =>
  receiver.spans().filter(({ parentSpanId }) => parentSpanId === parent?.spanId);

/** The span that belongs to the trace of the test's requests. */
async function spanOf(name: string): Promise<ReceivedSpan> {
  let found: ReceivedSpan | undefined;
  await eventually(() => {
    found = named(name).find(({ traceId }) => traceId === TRACE_ID);
    if (found === undefined) {
      throw new Error(
        `There is no span ${name}, only ${receiver
          .spans()
          .map((s) => s.name)
          .join()}`,
      );
    }
  });
  return found as ReceivedSpan;
}

async function stop(server: KeyplaneProcess): Promise<void> {
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
}

async function listening(server: KeyplaneProcess): Promise<KeyplaneProcess> {
  await server.url();
  return server;
}

describe('a server with a collector', () => {
  let server: KeyplaneProcess;
  let owner: Credential;
  beforeAll(async () => {
    const headers = path.join(await keyplane.newFolder(), 'headers');
    await writeFile(headers, 'api-key=hush-hush,tenant=all\n');
    server = await listening(
      await start({
        OTEL_EXPORTER_OTLP_HEADERS_FILE: headers,
        OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'tenant=traces%20only',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      }),
    );
    owner = await ownerOf(server);
  });
  afterAll(() => stop(server));

  test('sends a request, its transaction and its statements as one trace, and no secret', async () => {
    const description = 'described-in-the-body';
    const refused = await call(server, '/v1/application-keys?hidden=query', {
      body: { description },
    });
    expect(refused.status).toBe(422);
    const key = await call(server, '/v1/application-keys', { body: { description } });
    expect(key.status).toBe(201);
    const { id = '', client_id = '', secret = '' } = key.body;
    await call(server, `/v1/application-keys/${id}`);
    await spanOf('GET /v1/application-keys/{key_id}');

    const request = named('POST /v1/application-keys').find(
      ({ attributes }) => attributes['http.response.status_code'] === 201,
    );
    expect(request).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: PARENT,
      kind: 2,
      statusCode: 0,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/application-keys',
        'url.path': '/v1/application-keys',
        'url.scheme': 'http',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(await server.url()).port),
        'keyplane.operation': 'createApplicationKey',
      },
      resource: {
        'service.name': 'keyplane',
        'service.version': expect.any(String),
        'deployment.environment.name': 'test',
      },
    });
    const unit = below(request).find(({ name }) => name === 'unit of work');
    const statements = below(unit);
    expect(statements.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['BEGIN', 'INSERT keys', 'INSERT audit_events', 'COMMIT']),
    );
    expect(statements.find(({ name }) => name === 'INSERT keys')).toMatchObject({
      traceId: TRACE_ID,
      kind: 3,
      attributes: {
        'db.system.name': 'sqlite',
        'db.operation.name': 'INSERT',
        'db.collection.name': 'keys',
        'db.query.summary': 'INSERT keys',
      },
    });

    const { headers, path: target } = receiver.requests[0] ?? {};
    expect(target).toBe('/v1/traces');
    expect(headers).toMatchObject({
      'api-key': 'hush-hush',
      tenant: 'traces only',
      'content-type': 'application/x-protobuf',
    });

    const bytes = receiver.bytes().toString('latin1');
    const basic = Buffer.from(`${owner.client_id}:${owner.client_secret}`).toString('base64');
    const hidden = [
      owner.client_secret,
      secret,
      basic,
      'hush-hush',
      id,
      client_id,
      owner.client_id,
      description,
      'hidden',
    ];
    expect(hidden.every((text) => text.length > 3)).toBe(true);
    expect(hidden.filter((text) => bytes.includes(text))).toEqual([]);

    await eventually(() =>
      expect(server.lines()).toContainEqual(
        expect.objectContaining({ msg: 'request', trace_id: TRACE_ID, span_id: request?.spanId }),
      ),
    );
    expect(JSON.stringify(server.lines())).not.toContain('hush-hush');
  });

  test('keeps the traces of checks apart that arrive together', async () => {
    const account = await call(server, '/v1/service-accounts', { body: { name: 'checked' } });
    const key = await call(server, '/v1/service-account-keys', {
      body: { service_account_id: account.body['id'], name: 'checked', expires_at: 'never' },
    });
    const ids = Array.from({ length: 8 }, (_, at) => `${at + 1}`.repeat(32));
    await Promise.all(
      ids.map((id) =>
        call(server, '/v1/keys/verify', {
          body: { secret: key.body['secret'] },
          traceparent: `00-${id}-${PARENT}-01`,
        }),
      ),
    );
    const checks = () => named('POST /v1/keys/verify');
    await eventually(() =>
      expect(
        checks()
          .map(({ traceId }) => traceId)
          .sort(),
      ).toEqual(ids),
    );
    for (const check of checks()) {
      expect(check).toMatchObject({
        parentSpanId: PARENT,
        attributes: { 'http.route': '/v1/keys/verify', 'keyplane.operation': 'verifyKey' },
      });
      for (const { traceId } of below(check)) expect(traceId).toBe(check.traceId);
    }
    const statements = checks().flatMap((check) => below(check).map(({ name }) => name));
    expect(statements.filter((name) => name.startsWith('SELECT ')).length).toBeGreaterThan(0);
  });

  test('does not show a refusal as an error, and shows no unknown path', async () => {
    expect((await call(server, '/v1/roles/role_unknown')).status).toBe(404);
    expect((await call(server, '/nothing/here')).status).toBe(404);
    const removal = await call(server, '/v1/roles/role_unknown', { method: 'DELETE' });
    expect(removal.status).toBe(404);
    const request = await spanOf('DELETE /v1/roles/{role_id}');
    const unit = below(request).find(({ name }) => name === 'unit of work');
    expect(unit).toMatchObject({ statusCode: 0, attributes: { 'keyplane.refusal': 'not_found' } });
    expect(request.statusCode).toBe(0);
    expect((await spanOf('GET')).attributes['url.path']).toBeUndefined();
    expect(receiver.bytes().includes('role_unknown')).toBe(false);
    expect(receiver.bytes().includes('nothing/here')).toBe(false);
  });

  test('writes counted uses in a trace of their own', async () => {
    await call(server, '/v1/whoami');
    await eventually(() => expect(named('write uses of keys').length).toBeGreaterThan(0));
    const [root] = named('write uses of keys');
    expect(root?.parentSpanId).toBe('');
    expect(root?.traceId).not.toBe(TRACE_ID);
    expect(below(root).map(({ name }) => name)).toContain('unit of work');
  });

  test('sends nothing of a request that is not sampled, and the log still has its trace', async () => {
    const traceId = 'a'.repeat(32);
    const traceparent = `00-${traceId}-${PARENT}-00`;
    await call(server, '/v1/application-keys', { body: { description: 'x' }, traceparent });
    await call(server, '/v1/keys/verify', { body: { secret: 'x' }, traceparent });
    // Spans are sent in the order in which they end.
    await call(server, '/v1/wallets');
    await spanOf('GET /v1/wallets');
    expect(receiver.spans().filter((span) => span.traceId === traceId)).toEqual([]);
    await eventually(() => {
      const lines = server.lines().filter(({ trace_id }) => trace_id === traceId);
      expect(lines.map(({ span_id }) => span_id)).toEqual([undefined, undefined]);
    });
  });
});

test('a collector gets JSON if that is set', async () => {
  const server = await listening(await start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }));
  const traceId = 'b'.repeat(32);
  await call(server, '/v1/groups', { traceparent: `00-${traceId}-${PARENT}-01` });
  await eventually(() =>
    expect(named('GET /v1/groups')).toContainEqual(expect.objectContaining({ traceId, kind: 2 })),
  );
  expect(receiver.requests.at(-1)?.headers['content-type']).toBe('application/json');
  await stop(server);
});

test('the sampler always_off sends nothing', async () => {
  const server = await listening(await start({ OTEL_TRACES_SAMPLER: 'always_off' }));
  const before = receiver.requests.length;
  await call(server, '/v1/groups');
  await call(server, '/v1/keys/verify', { body: { secret: 'x' } });
  await stop(server);
  expect(receiver.requests.length).toBe(before);
});

describe('a collector that is down', () => {
  test('is reported once, and neither requests nor the stop wait for it', async () => {
    const server = await listening(
      await start({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:hush@127.0.0.1:${await freePort()}`,
        KEYPLANE_SHUTDOWN_SECONDS: '5',
      }),
    );
    for (let at = 0; at < 5; at += 1) expect((await call(server, '/v1/whoami')).status).toBe(200);
    const line = await server.line(
      'traces cannot be sent to the collector; requests are not affected',
    );
    expect(line).toMatchObject({
      level: 'warn',
      reason: 'ECONNREFUSED',
      lost_spans: expect.any(Number),
    });
    await call(server, '/v1/whoami');
    await stop(server);
    expect(server.lines().at(-1)).toMatchObject({ msg: 'stopped' });
    const warnings = server.lines().filter(({ reason }) => reason === 'ECONNREFUSED');
    expect(warnings).toHaveLength(1);
    expect(JSON.stringify(server.lines())).not.toContain('hush');
  });

  test('and never answers does not keep the server from stopping', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const server = await listening(
      await start({
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
        KEYPLANE_SHUTDOWN_SECONDS: '5',
      }),
    );
    await call(server, '/v1/whoami');
    await stop(server);
    expect(server.lines().at(-1)).toMatchObject({ msg: 'stopped' });
    silent.close();
  });
});

test('a setting that cannot be used ends the start with a sentence', async () => {
  const server = await start({ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  const { exitCode } = await server.finished;
  expect(exitCode).toBe(78);
  expect(server.lines().at(-1)?.msg).toContain(
    'OTEL_EXPORTER_OTLP_PROTOCOL must be http/protobuf or http/json. Keyplane does not send traces by gRPC.',
  );
});

describe('the packages of OpenTelemetry', () => {
  async function loadedWith(environment: Record<string, string>): Promise<readonly string[]> {
    const folder = await keyplane.newFolder();
    const probe = path.join(folder, 'probe.cjs');
    const list = path.join(folder, 'loaded.json');
    await writeFile(
      probe,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(list)},
        JSON.stringify(Object.keys(require.cache))));`,
    );
    const server = await keyplane.start(['serve'], {
      folder,
      environment: { NODE_OPTIONS: `--require ${probe}`, ...environment },
    });
    await listening(server);
    await call(server, '/v1/whoami');
    await stop(server);
    const loaded = JSON.parse(await readFile(list, 'utf8')) as readonly string[];
    expect(loaded).toContain(probe);
    return loaded.filter((file) => file.includes('/@opentelemetry/'));
  }

  test('are not loaded without a collector', async () => {
    expect(await loadedWith({ OTEL_TRACES_SAMPLER: 'always_on' })).toEqual([]);
  });

  test('are loaded with one', async () => {
    const loaded = await loadedWith({ OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url });
    expect(loaded.join()).toContain('/exporter-trace-otlp-proto/');
    expect(loaded.join()).not.toContain('/exporter-trace-otlp-http/');
  });
});
