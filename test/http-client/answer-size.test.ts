import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import {
  AnswerRefused,
  createHttpSender,
  describeConnectionFailure,
  type HttpRequest,
} from '../../http-client';
import { effort } from '../support/effort';

const MEBIBYTE = 1024 * 1024;
const CHUNK = Buffer.alloc(MEBIBYTE, ' ');
/** The bytes that the system buffers for a connection, in addition to the answer that was read. */
const BUFFERS = 32 * MEBIBYTE;
const OBJECTS = effort({ full: 10_000, fast: 1_000 });
const REQUEST: HttpRequest = { method: 'GET', path: '/v1/roles', headers: {} };

describe('an answer over HTTP', () => {
  let server: Server;
  let answer: RequestListener;
  let sent: number;

  beforeAll(async () => {
    server = createServer((request, response) => answer(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    sent = 0;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = () => {
    const { signal } = new AbortController();
    return createHttpSender(endpoint())(REQUEST, { signal, graceMs: 0, timeoutMs: 60_000 });
  };
  const refusalOf = async () => {
    const error: unknown = await ask().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AnswerRefused);
    return describeConnectionFailure(error, endpoint());
  };

  function* endless(bytes = Infinity): Generator<Buffer> {
    for (; sent < bytes; sent += CHUNK.length) yield CHUNK;
  }

  it('is refused after 64 MiB if it never ends', async () => {
    const closed = new Promise((resolve) => {
      answer = (_request, response) => {
        response.once('close', resolve);
        Readable.from(endless()).pipe(response);
      };
    });
    const { sentence, mayPass } = await refusalOf();
    expect(sentence).toMatch(/answered with more than 64 MiB, which Keyplane never does\. Check/);
    expect(mayPass).toBe(false);
    await closed;
    expect(sent).toBeLessThan(64 * MEBIBYTE + BUFFERS);
  });

  it('is refused before it is read if its length is announced', async () => {
    answer = (_request, response) => {
      response.setHeader('content-length', 1_500_000_000);
      Readable.from(endless(1_500_000_000)).pipe(response);
    };
    expect((await refusalOf()).sentence).toContain('answered with more than 64 MiB');
    expect(sent).toBeLessThan(BUFFERS);
  });

  it('is refused without decompressing it if it is compressed although the request forbids that', async () => {
    const bomb = gzipSync(Buffer.alloc(128 * MEBIBYTE), { level: 1 });
    expect(bomb.length).toBeLessThan(MEBIBYTE);
    let accepted: string | string[] | undefined;
    answer = (request, response) => {
      accepted = request.headers['accept-encoding'];
      response.setHeader('content-encoding', 'gzip').end(bomb);
    };
    expect((await refusalOf()).sentence).toContain('answered with a compressed body');
    expect(accepted).toBe('identity');
  });

  it('tells its status even if its body is compressed', async () => {
    answer = (_request, response) => {
      response.statusCode = 503;
      response.setHeader('content-encoding', 'gzip').end(gzipSync('busy'));
    };
    await expect(ask()).resolves.toMatchObject({ status: 503 });
  });

  it(`arrives whole with ${OBJECTS} long objects`, async () => {
    const item = { id: 'rol_01jdxgq0000000000000000000', description: 'ä'.repeat(2000) };
    const items = Array.from({ length: OBJECTS }, () => item);
    answer = (_request, response) => void response.end(JSON.stringify({ items }));
    const { text } = await ask();
    expect(Buffer.byteLength(text)).toBeGreaterThan(4_000 * OBJECTS);
    expect((JSON.parse(text) as { items: unknown[] }).items).toHaveLength(OBJECTS);
  });
});
