import { once } from 'node:events';
import { createServer, request as send, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import type { Fault } from './fault';
import { createFaultyProxy, type FaultyProxy } from './faulty-proxy';

const ANSWER = JSON.stringify({ items: Array.from({ length: 50 }, (_, index) => ({ index })) });

describe('the proxy that imitates faulty networks', () => {
  let api: Server;
  let processed: string[];
  let brokenOff: number;
  let beforeAnswer: () => Promise<void>;
  let proxy: FaultyProxy;
  let fault: Fault | undefined;
  let moments: string[];

  beforeEach(async () => {
    processed = [];
    brokenOff = 0;
    moments = [];
    fault = undefined;
    beforeAnswer = () => Promise.resolve();
    api = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
      incoming.on('error', () => (brokenOff += 1));
      incoming.on('end', () => {
        processed.push(`${incoming.method} ${incoming.url} ${body}`.trimEnd());
        void beforeAnswer().then(() => outgoing.end(ANSWER));
      });
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    proxy = await createFaultyProxy({
      targetPort: (api.address() as AddressInfo).port,
      decide: () => ({
        fault,
        onAsked: () => moments.push('asked'),
        onAnswered: () => moments.push('answered'),
      }),
    });
  });
  afterEach(async () => {
    await proxy.close();
    api.closeAllConnections();
    api.close();
  });

  const get = () => fetch(`${proxy.url}/a`).then((response) => response.text());
  const post = () => fetch(`${proxy.url}/b`, { method: 'POST', body: 'x'.repeat(10_000) });
  const causeOf = (request: Promise<unknown>) =>
    request.then(
      () => 'answered',
      (error: { cause?: { code?: string } }) => error.cause?.code ?? String(error),
    );

  it('passes on requests without a fault, one after the other', async () => {
    expect(await get()).toBe(ANSWER);
    expect(await get()).toBe(ANSWER);
    expect(await (await post()).text()).toBe(ANSWER);
    expect(processed).toEqual(['GET /a', 'GET /a', `POST /b ${'x'.repeat(10_000)}`]);
    expect(moments).toEqual(['asked', 'answered', 'asked', 'answered', 'asked', 'answered']);
  });

  it('drops a request before the API has seen it', async () => {
    fault = { kind: 'drop' };
    expect(await causeOf(get())).toBe('ECONNRESET');
    expect(processed).toEqual([]);
  });

  it('breaks off in the middle of a request', async () => {
    fault = { kind: 'cut-request' };
    expect(await causeOf(post())).toBe('ECONNRESET');
    await eventually(() => expect(brokenOff).toBe(1));
    expect(processed).toEqual([]);
  });

  it('hangs up after the request and before the answer', async () => {
    fault = { kind: 'hang-up' };
    beforeAnswer = () => sleep(50);
    expect(await causeOf(get())).toBe('ECONNRESET');
    await eventually(() => expect(processed).toEqual(['GET /a']));
    expect(moments).toEqual(['asked']);
  });

  it('swallows the answer to what the API has processed', async () => {
    fault = { kind: 'swallow' };
    expect(await causeOf(post())).toBe('ECONNRESET');
    expect(processed).toHaveLength(1);
    expect(moments).toEqual(['asked', 'answered']);
  });

  it.each([0, 0.5, 0.99])('cuts an answer off after %d of its length', async (share) => {
    fault = { kind: 'cut-answer', share };
    await expect(get()).rejects.toThrow();
    expect(processed).toHaveLength(1);
  });

  it('delivers an answer a few bytes at a time', async () => {
    fault = { kind: 'throttle', bytes: 100, everyMs: 1 };
    const chunks: number[] = [];
    const [answer] = await once(send(`${proxy.url}/a`).end(), 'response');
    for await (const chunk of answer) chunks.push((chunk as Buffer).length);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.reduce((sum, length) => sum + length, 0)).toBe(ANSWER.length);
  });

  it('delays a request', async () => {
    fault = { kind: 'delay', byMs: 100 };
    const startedAt = performance.now();
    expect(await get()).toBe(ANSWER);
    expect(performance.now() - startedAt).toBeGreaterThan(95);
  });

  it('lets a request arrive after its repeat, and says when all is settled', async () => {
    fault = { kind: 'late', byMs: 3_000 };
    expect(await causeOf(post())).toBe('ECONNRESET');
    fault = undefined;
    await get();
    expect(processed).toEqual(['GET /a']);
    await proxy.settled();
    expect(processed).toHaveLength(2);
  });

  it('refuses connections for a while, and then accepts them', async () => {
    fault = { kind: 'refuse', forMs: 3_000 };
    expect(await causeOf(get())).toBe('ECONNRESET');
    fault = undefined;
    expect(await causeOf(get())).toBe('ECONNREFUSED');
    await proxy.settled();
    expect(await get()).toBe(ANSWER);
    expect(processed).toHaveLength(1);
  });

  it('breaks the connection if the API is gone', async () => {
    await get();
    beforeAnswer = async () => api.closeAllConnections();
    expect(await causeOf(get())).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
    api.close();
    await once(api, 'close');
    expect(await causeOf(get())).toMatch(/ECONNRESET|UND_ERR_SOCKET/);
  });

  it('leaves no connection open when it is closed', async () => {
    const { hostname, port } = new URL(proxy.url);
    const idle = connect(Number(port), hostname);
    await once(idle, 'connect');
    const closed = once(idle, 'close');
    await proxy.close();
    await closed;
    expect(await causeOf(get())).toBe('ECONNREFUSED');
  });
});
