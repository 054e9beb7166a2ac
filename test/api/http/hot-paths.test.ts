import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { jsonBody } from '../../../api/http/json-body';
import { readBody } from '../../../api/http/request-body';
import { buildKeyplane, type KeyplaneProcess } from '../cli/support/keyplane-process';
import { eventually } from '../../support/eventually';
import { rawRequest, sendRaw, type RawAnswer, type RawRequest } from './raw-http';

const UNKNOWN = 'kps_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const PATHS = [
  {
    target: '/v1/keys/verify',
    operation: 'verifyKey',
    type: JSON_TYPE,
    body: JSON.stringify({ secret: UNKNOWN }),
    otherType: 415,
    twoHeaders: 401,
    strict: true,
    empty: 422,
    limit: 256 * 1024,
  },
  ...[
    ['/oauth2/token', 'createAccessToken', 'grant_type=client_credentials'],
    ['/oauth2/introspect', 'introspect', `token=${UNKNOWN}`],
    ['/oauth2/revoke', 'revoke', `token=${UNKNOWN}`],
  ].map(([target = '', operation = '', body = '']) => ({
    target,
    operation,
    body,
    type: FORM_TYPE,
    // RFC 6749, section 5.2: several credentials are an invalid request.
    strict: false,
    otherType: 400,
    twoHeaders: 400,
    empty: 400,
    limit: 32 * 1024,
  })),
];

const METRICS_TOKEN = 'a-token-of-the-scraper';
const keyplane = buildKeyplane();
let server: KeyplaneProcess;
let port: number;
let authorization: string;

async function startServer(): Promise<KeyplaneProcess> {
  const started = await keyplane.start(['serve'], {
    environment: { KEYPLANE_METRICS_TOKEN: METRICS_TOKEN },
  });
  port = Number(new URL(await started.url()).port);
  const file = path.join(started.folder, 'data', 'bootstrap.json');
  const { operator } = JSON.parse(await readFile(file, 'utf8')) as {
    operator: { client_id: string; client_secret: string };
  };
  const pair = `${operator.client_id}:${operator.client_secret}`;
  authorization = `authorization: Basic ${Buffer.from(pair).toString('base64')}`;
  return started;
}

beforeAll(async () => {
  server = await startServer();
});

afterAll(() => keyplane.remove());

describe.each(PATHS)('$target', (path) => {
  const { target, operation, type, body, otherType, twoHeaders, strict, empty, limit } = path;
  const requestOf = (given: Partial<RawRequest> = {}, close = true) =>
    rawRequest({
      target,
      body,
      ...given,
      headers: [
        authorization,
        ...(close ? ['connection: close'] : []),
        ...(given.headers ?? [`content-type: ${type}`]),
      ],
    });

  async function ask(given: Partial<RawRequest> = {}): Promise<RawAnswer> {
    const [answer] = await sendRaw(port, requestOf(given));
    if (answer === undefined) throw new Error('There was no answer.');
    return answer;
  }

  const statusOf = async (given: Partial<RawRequest>) => (await ask(given)).status;
  const typed = (...headers: string[]) => [`content-type: ${type}`, ...headers];

  it('answers with the given request ID, or one of its own', async () => {
    const given = await ask({ headers: typed('x-request-id: my-request-0001') });
    expect([given.status, given.head]).toEqual([
      200,
      expect.stringContaining('x-request-id: my-request-0001\r\n'),
    ]);
    const drawn = await ask({ headers: typed('x-request-id: no') });
    expect(drawn.head).toMatch(/\r\nx-request-id: [0-9a-f]{32}\r\n/);
    expect(drawn.head).toMatch(/\r\ncache-control: no-store\r\n/);
  });

  it('refuses two Authorization headers, even if one is valid', async () => {
    expect(await statusOf({ headers: typed('authorization: Bearer nonsense') })).toBe(twoHeaders);
  });

  it.each([
    `${target}/`,
    `/${target}`,
    target.toUpperCase(),
    target.replace(/.$/, (last) => `%${last.charCodeAt(0).toString(16)}`),
  ])('does not exist at %s', async (other) => {
    expect(await statusOf({ target: other })).toBe(404);
  });

  it('answers a request that names the whole URL in the same way', async () => {
    expect(await statusOf({ target: `http://keyplane.example${target}` })).toBe(200);
  });

  // RFC 6749, section 3.2: unknown parameters of an OAuth request are ignored.
  it(`${strict ? 'refuses' : 'ignores'} parameters in its URL`, async () => {
    expect(await statusOf({ target: `${target}?unknown=1` })).toBe(strict ? 422 : 200);
  });

  it.each(['GET', 'PUT', 'DELETE'])('has no %s', async (method) => {
    const { status, head } = await ask({ method });
    expect([status, head]).toEqual([405, expect.stringMatching(/\r\nallow: POST\r\n/i)]);
  });

  it.each(['HEAD', 'OPTIONS'])('runs nothing on %s', async (method) => {
    const { status, head } = await ask({ method });
    expect([status >= 200, head]).toEqual([true, expect.stringMatching(/\r\nallow: POST\r\n/i)]);
  });

  it.each([false, true])(
    'refuses a body that is too large (chunked: %s) and continues',
    async (chunked) => {
      const large = requestOf({ body: 'x'.repeat(limit + 1), chunked }, false);
      const answers = await sendRaw(port, Buffer.concat([large, requestOf()]));
      expect(answers.map(({ status }) => status)).toEqual([413, 200]);
    },
  );

  it('answers requests that are sent together in their order', async () => {
    const numbered = (id: string) => requestOf({ headers: typed(`x-request-id: ${id}`) }, false);
    const all = [numbered('pipelined-1'), numbered('pipelined-2'), requestOf()];
    const answers = await sendRaw(port, Buffer.concat(all));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(answers[0]?.head).toContain('pipelined-1');
    expect(answers[1]?.head).toContain('pipelined-2');
  });

  it('reads a body that is chunked, compressed or has a byte order mark', async () => {
    expect(await statusOf({ chunked: true })).toBe(200);
    expect(await statusOf({ body: gzipSync(body), headers: typed('content-encoding: gzip') })).toBe(
      200,
    );
    const charset = [`content-type: ${type}; charset=UTF-8`];
    expect(await statusOf({ headers: charset })).toBe(200);
    if (type === JSON_TYPE) expect(await statusOf({ body: `\ufeff${body}` })).toBe(200);
  });

  it('waits for the late part of a body', async () => {
    const whole = requestOf();
    const socket = connect(port, '127.0.0.1');
    socket.write(whole.subarray(0, -3));
    // This is the answer to a later request, so the server has received the earlier one by then.
    await fetch(`http://127.0.0.1:${port}/healthz`);
    socket.write(whole.subarray(-3));
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('refuses a body of another kind, a missing one and one with wrong encoding', async () => {
    expect(await statusOf({ headers: ['content-type: text/plain'] })).toBe(otherType);
    expect(await statusOf({ body: '' })).toBe(empty);
    expect(await statusOf({ body: 'x', headers: typed('content-encoding: gzip') })).toBe(400);
    expect(await statusOf({ headers: typed('content-encoding: compress') })).toBe(415);
    const unknownCharset = [`content-type: ${type}; charset=klingon`];
    expect(await statusOf({ headers: unknownCharset })).toBe(415);
    if (type === JSON_TYPE) expect(await statusOf({ body: '{"secret":' })).toBe(400);
  });

  it('logs and counts each request, without a secret from its ID or query', async () => {
    const id = `${operation}-in-the-log`;
    await ask({ headers: typed(`x-request-id: ${id}`), target: `${target}?secret=${UNKNOWN}` });
    const secretId = `kps_${operation.padEnd(49, 'b').slice(0, 49)}`;
    await ask({ headers: typed(`x-request-id: ${secretId}`) });
    const lineOf = (requestId: string) =>
      server.lines().find(({ request_id }) => request_id === requestId);
    await eventually(() =>
      expect(lineOf(id)).toMatchObject({
        level: 'info',
        msg: 'request',
        method: 'POST',
        path: target,
        operation,
        status: strict ? 422 : 200,
        ...(operation !== 'createAccessToken' && { principal_kind: 'operator' }),
      }),
    );
    const scraper = { headers: { authorization: `Bearer ${METRICS_TOKEN}` } };
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`, scraper)).text();
    expect(metrics).toMatch(
      new RegExp(
        `keyplane_http_requests_total\\{operation="${operation}",method="POST",status="200"\\} [1-9]`,
      ),
    );
    expect(JSON.stringify(server.lines())).not.toContain(UNKNOWN);
    expect(metrics).not.toContain(UNKNOWN);
  });

  it('ends a request whose client leaves in the middle of it', async () => {
    const id = `${operation}-left`;
    const whole = requestOf({ headers: typed(`x-request-id: ${id}`) });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(whole.subarray(0, whole.length - 1), () => socket.destroy());
    await eventually(() =>
      expect(server.lines()).toContainEqual(
        expect.objectContaining({ request_id: id, operation, aborted: true }),
      ),
    );
    expect(await statusOf({})).toBe(200);
  });
});

it('does not wait for a body that will not come', async () => {
  const asked = new Promise<[IncomingMessage, ServerResponse]>((resolve) => {
    listener.once('request', (...exchange) => resolve(exchange));
  });
  const socket = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const headers = [`content-type: ${JSON_TYPE}`];
  socket.write(rawRequest({ target: '/', headers, body: '"whole"' }).subarray(0, -1));
  const [request, response] = await asked;
  socket.destroy();
  await eventually(() => expect(request.destroyed).toBe(true));
  await expect(readBody(jsonBody, request, response)).rejects.toMatchObject({
    code: 'malformed_body',
  });
});

const listener = createServer();
beforeAll(() => once(listener.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => listener.close());

describe('on SIGTERM', () => {
  it('a request in progress is answered on a connection that ends, and its use is kept', async () => {
    const stopping = await startServer();
    const owner = async () => {
      const file = path.join(stopping.folder, 'data', 'bootstrap.json');
      return JSON.parse(await readFile(file, 'utf8')) as {
        owner: { client_id: string; client_secret: string };
      };
    };
    const { client_id, client_secret } = (await owner()).owner;
    const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
    // The first use is written at once. Only a later one waits for the stop.
    const token = { target: '/oauth2/token', body: 'grant_type=client_credentials' };
    const headers = [`authorization: Basic ${pair}`, `content-type: ${FORM_TYPE}`];
    await sendRaw(port, rawRequest({ ...token, headers: [...headers, 'connection: close'] }));
    const whole = rawRequest({ ...token, headers: [...headers, 'expect: 100-continue'] });
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(whole.subarray(0, whole.length - 1));
    // The answer to `Expect: 100-continue` shows that the request has begun.
    await once(socket, 'data');
    stopping.child.kill('SIGTERM');
    await stopping.line('shutting down');
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
    const usedSince = Date.now();
    socket.write(whole.subarray(whole.length - 1));
    await once(socket, 'close');
    expect(received).toMatch(/^HTTP\/1\.1 200 /);
    expect(received).toMatch(/\r\nconnection: close\r\n/i);
    expect((await stopping.finished).exitCode).toBe(0);

    const again = await keyplane.start(['serve'], { folder: stopping.folder });
    const answer = await fetch(`${await again.url()}/v1/application-keys`, {
      headers: { authorization: `Basic ${pair}` },
    });
    const { items } = (await answer.json()) as { items: { last_used_at: string }[] };
    expect(items.map(({ last_used_at }) => Date.parse(last_used_at) >= usedSince)).toEqual([true]);
  });
});
