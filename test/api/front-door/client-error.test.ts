import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFrontDoor, type FrontDoor } from '../../../api/front-door/front-door';
import { answerFaults } from '../../contract/answer-faults';
import { operations } from '../../contract/document';
import { sendRaw } from '../http/raw-http';

const HOST = 'host: keyplane\r\n';
const REQUEST = `GET / HTTP/1.1\r\n${HOST}`;
const CHUNKED = `${HOST}transfer-encoding: chunked\r\n\r\n`;
const TLS_HELLO = '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003';

let door: FrontDoor;
const issuer = () => 'https://keys.example';

beforeAll(async () => {
  const report = async () => ({ ready: true, reason: null });
  door = createFrontDoor({
    readiness: { report } as unknown as Parameters<typeof createFrontDoor>[0]['readiness'],
    metrics: null,
    issuer,
  });
  // This server waits for each body, as the application does.
  door.open((request, response) => {
    request.resume().once('end', () => response.writeHead(204, { connection: 'close' }).end());
  });
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
});
afterAll(() => door.close(0));

async function answerTo(bytes: string) {
  const { port } = door.server.address() as AddressInfo;
  const [answer] = await sendRaw(port, Buffer.from(bytes, 'latin1'));
  if (answer === undefined) throw new Error('There was no answer.');
  return answer;
}

const MALFORMED: readonly [what: string, bytes: string, text: RegExp][] = [
  ['what is not HTTP', 'hello\r\n\r\n', /does not begin with an HTTP method/],
  ['an unknown method', `FOO / HTTP/1.1\r\n${HOST}\r\n`, /does not begin with an HTTP method/],
  ['TLS', TLS_HELLO, /uses TLS.* Use an http:\/\/ URL/],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /begins with HTTP\/2/],
  ['another version', `GET / HTTP/3.0\r\n${HOST}\r\n`, /version .*HTTP\/1\.1/],
  ['line feeds alone', 'GET / HTTP/1.1\nhost: k\n\n', /CR LF/],
  ['a space in the target', `GET /a b HTTP/1.1\r\n${HOST}\r\n`, /%20/],
  ['a letter in the target', `GET /\u00ff HTTP/1.1\r\n${HOST}\r\n`, /percent-encoded/],
  ['a target without a slash', `GET foo HTTP/1.1\r\n${HOST}\r\n`, /does not begin with a slash/],
  ['a target that is not a URL', `GET http:// HTTP/1.1\r\n${HOST}\r\n`, /Send the path/],
  ['a host that is none', `GET http://[/x HTTP/1.1\r\n${HOST}\r\n`, /Send the path/],
  ['a port that is none', `GET http://a:b/x HTTP/1.1\r\n${HOST}\r\n`, /Send the path/],
  ['another scheme', `GET ftp://a/x HTTP/1.1\r\n${HOST}\r\n`, /Send the path/],
  ['no Host', 'GET / HTTP/1.1\r\n\r\n', /no Host header/],
  ['two Hosts', `${REQUEST}Host: other\r\n\r\n`, /more than one Host header/],
  ['the same Host twice', `${REQUEST}${HOST}\r\n`, /more than one Host header/],
  ['a space in the Host', 'GET / HTTP/1.1\r\nhost: a b\r\n\r\n', /Host header is not a host/],
  ['a Host that is a URL', 'GET / HTTP/1.1\r\nhost: http://a\r\n\r\n', /Host header is not a host/],
  ['user and Host', 'GET / HTTP/1.0\r\nhost: a@b\r\n\r\n', /Host header is not a host/],
  ['a header without a name', `${REQUEST}: x\r\n\r\n`, /header has a name/],
  ['a space in the name of a header', `${REQUEST}x y: a\r\n\r\n`, /header has a name/],
  ['a control character in a header', `${REQUEST}x: a\u0001\r\n\r\n`, /header has a name/],
  [
    'an unknown Transfer-Encoding',
    `POST / HTTP/1.1\r\n${HOST}transfer-encoding: x\r\n\r\n`,
    /Transf/,
  ],
  [
    'a length that is none',
    `POST / HTTP/1.1\r\n${HOST}content-length: x\r\n\r\n`,
    /Content-Length/,
  ],
  ['chunks without sizes', `POST / HTTP/1.1\r\n${CHUNKED}zz\r\n\r\n`, /size of a chunk/],
  ['a chunk of another size', `POST / HTTP/1.1\r\n${CHUNKED}2\r\nabcd\r\n0\r\n\r\n`, /chunk/],
];
const TOO_LARGE: readonly [what: string, bytes: string][] = [
  ['headers that are too large', `${REQUEST}x: ${'x'.repeat(20_000)}\r\n\r\n`],
  ['a URL that is too long', `GET /?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`],
];

describe('a request that does not reach the application', () => {
  it.each([
    ...MALFORMED.map((given) => [...given, 400, 'malformed_request'] as const),
    ...TOO_LARGE.map((given) => [...given, /shorter/, 431, 'headers_too_large'] as const),
    ['CONNECT', `CONNECT a:443 HTTP/1.1\r\n${HOST}\r\n`, /not a proxy/, 405, 'method_not_allowed'],
  ] as const)('is answered by a problem: %s', async (_what, bytes, pattern, status, code) => {
    const { status: seen, head, body } = await answerTo(bytes);
    expect(seen).toBe(status);
    expect(head).toMatch(/\r\ncontent-type: application\/problem\+json/);
    expect(head).toMatch(/\r\nconnection: close/i);
    expect(head.match(/cache-control: no-store/g)).toHaveLength(1);
    expect(JSON.parse(body)).toMatchObject({
      status,
      code,
      type: `https://keys.example/docs/errors/${code}`,
      retryable: false,
      errors: [],
      detail: expect.stringMatching(pattern),
      request_id: /\r\nx-request-id: (\S+)/.exec(head)?.[1],
    });
  });

  it('is what the document describes for every operation if the headers are too large', async () => {
    const faults: string[] = [];
    for (const operation of operations()) {
      const target = operation.path.replaceAll(/\{\w+\}/g, 'x_0');
      const start = `${operation.method.toUpperCase()} ${target} HTTP/1.1\r\n${HOST}`;
      const { status, head, body } = await answerTo(`${start}x: ${'x'.repeat(20_000)}\r\n\r\n`);
      const headers = Object.fromEntries(
        [...head.matchAll(/\r\n([^:]+): ([^\r]*)/g)].map(([, name = '', value]) => [name, value]),
      );
      expect(status).toBe(431);
      faults.push(...answerFaults(operation, { status, headers, body }));
    }
    expect(faults).toEqual([]);
  });

  it('names every method of Keyplane in the answer to CONNECT', async () => {
    const { head } = await answerTo(`CONNECT a:443 HTTP/1.1\r\n${HOST}\r\n`);
    expect(head).toMatch(/\r\nallow: GET, HEAD, POST, PUT, PATCH, DELETE\r\n/);
  });

  it.each([
    ['POST /oauth2/token HTTP/1.1\r\n\r\n', 400, /no Host header/],
    [`POST /oauth2/token HTTP/1.1\r\n${HOST}x y: a\r\n\r\n`, 400, /header has a name/],
    [`POST /oauth2/revoke HTTP/1.1\r\n${CHUNKED}zz\r\n\r\n`, 400, /size of a chunk/],
    [`POST http://[/oauth2/token HTTP/1.1\r\n${HOST}\r\n`, 400, /Send the path/],
    [`POST /oauth2/token HTTP/1.1\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, /shorter/],
  ])('is answered by an OAuth error on an OAuth path: %#', async (bytes, status, text) => {
    const { status: seen, head, body } = await answerTo(bytes);
    expect(seen).toBe(status);
    expect(head).toMatch(/\r\ncontent-type: application\/json/);
    expect(head.match(/cache-control: no-store/g)).toHaveLength(1);
    const description = expect.stringMatching(text);
    expect(JSON.parse(body)).toEqual({ error: 'invalid_request', error_description: description });
  });

  it.each([
    ['a whole URL', `GET http://keyplane/x HTTP/1.1\r\n${HOST}\r\n`],
    ['every path', `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`],
    ['no Host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
    ['an expectation that nobody knows', `${REQUEST}expect: foo\r\n\r\n`],
    ...['keyplane.example:8700', '[2001:db8::1]:80', '127.0.0.1', 'key_plane', ''].map(
      (host): [string, string] => [`the Host "${host}"`, `GET / HTTP/1.1\r\nhost: ${host}\r\n\r\n`],
    ),
    ['another header of four letters', `${REQUEST}from: a\r\nfrom: b\r\n\r\n`],
  ])('is not recognized if it has %s', async (_what, bytes) => {
    expect((await answerTo(bytes)).status).toBe(204);
  });
});

describe('a body that its client announces before sending it', () => {
  /** Everything that the server sent, including answers with status 100. */
  async function receivedFor(bytes: string): Promise<string> {
    const socket = connect((door.server.address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    return text(socket);
  }
  const announced = (target: string, bytes: number) =>
    `POST ${target} HTTP/1.1\r\n${HOST}expect: 100-continue\r\ncontent-length: ${bytes}\r\n\r\n`;

  it.each([
    ['/v1/roles', 256 * 1024, 'payload_too_large'],
    ['/oauth2/token', 32 * 1024, 'invalid_request'],
  ])(
    'is refused before it is sent if %s does not accept its length',
    async (target, most, code) => {
      const answer = await receivedFor(announced(target, most + 1));
      expect(answer).toMatch(/^HTTP\/1\.1 413 .*\r\nconnection: close/is);
      expect(answer).toContain(code);
      expect(answer).toContain(`larger than ${most / 1024} KiB`);
    },
  );

  it.each([
    ['/v1/roles', 256 * 1024],
    ['/oauth2/token', 32 * 1024],
    ['/v1/forward-auth?permission=reports.read', 256 * 1024 + 1],
  ])('is requested if %s accepts it', async (target, bytes) => {
    const answer = await receivedFor(`${announced(target, bytes)}${' '.repeat(bytes)}`);
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 204 /);
  });
});

describe('bytes after a complete request', () => {
  /** Lets the server answer the pending request after it has refused the rest. */
  let answerPending: () => void;
  let slow: FrontDoor;

  beforeAll(async () => {
    slow = createFrontDoor({
      readiness: {} as Parameters<typeof createFrontDoor>[0]['readiness'],
      metrics: null,
      issuer,
    });
    slow.open((request, response) => {
      answerPending = () => response.writeHead(201, { 'content-length': 2 }).end('{}');
      request.resume();
    });
    await once(slow.server.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(() => slow.close(0));

  it.each(['X', '}', ' ', '}}\r\n\r\n'])(
    'are refused after the answer to the request: %j',
    async (rest) => {
      const { port } = slow.server.address() as AddressInfo;
      const refused = once(slow.server, 'clientError');
      const sent = sendRaw(
        port,
        `POST /v1/roles HTTP/1.1\r\n${HOST}content-length: 2\r\n\r\n{}${rest}`,
      );
      await refused;
      answerPending();
      expect(await sent).toMatchObject([
        { status: 201, body: '{}' },
        { status: 400, body: expect.stringContaining('malformed_request') },
      ]);
    },
  );
});

test('a request on an OAuth path that comes too early is answered by an OAuth error', async () => {
  const starting = createFrontDoor({
    readiness: {} as Parameters<typeof createFrontDoor>[0]['readiness'],
    metrics: null,
    issuer,
    startMillis: 1,
  });
  await once(starting.server.listen(0, '127.0.0.1'), 'listening');
  const { port } = starting.server.address() as AddressInfo;
  for (const [path, member] of [
    ['/oauth2/token', 'error_description'],
    ['/v1/roles', 'detail'],
  ] as const) {
    const request = `POST ${path} HTTP/1.1\r\n${HOST}connection: close\r\n\r\n`;
    const [answer] = await sendRaw(port, request);
    expect([answer?.status, /retry-after: (\d+)/i.exec(answer?.head ?? '')?.[1]]).toEqual([
      503,
      '1',
    ]);
    expect(JSON.parse(answer?.body ?? '')).toHaveProperty(
      member,
      expect.stringMatching(/is starting/),
    );
  }
  await starting.close(0);
});
