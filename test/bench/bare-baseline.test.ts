import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { bareAnswerOf, startBareHttp } from './bare-baseline';
import { barOnRecommended, p99AgainstBare, rowAgainstBare } from './bare-rows';
import { startLoadProcess } from './load-process';

const ANSWER = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json',
  'X-Request-Id: 1',
  'Date: Mon, 30 Nov 2026 12:00:00 GMT',
  'Connection: close',
  'Content-Length: 14',
  '',
  '{"valid":true}',
].join('\r\n');

test('the bare answer leaves out what Node adds to every answer', () => {
  expect(bareAnswerOf(ANSWER)).toEqual({
    headers: ['Content-Type', 'application/json', 'X-Request-Id', '1', 'Content-Length', '14'],
    body: '{"valid":true}',
  });
});

test.each([
  ['a refusal', ANSWER.replace('200 OK', '401 Unauthorized'), 'Not a good answer'],
  ['half an answer', ANSWER.slice(0, -3), 'The answer is not complete'],
])('%s is refused as the answer to repeat', (_what, text, message) => {
  expect(() => bareAnswerOf(text)).toThrow(message);
});

describe('the bare server', () => {
  let real: Server;

  beforeEach(async () => {
    real = createServer((_request, response) => {
      response
        .writeHead(200, {
          'Content-Type': 'application/json',
          'Content-Length': 14,
          'X-Of': 'real',
        })
        .end('{"valid":true}');
    }).listen(0, '127.0.0.1');
    await once(real, 'listening');
  });
  afterEach(() => {
    real.closeAllConnections();
    real.close();
  });

  const targetOf = (type: string, body: string) => ({
    port: (real.address() as AddressInfo).port,
    requests: {
      kind: 'prepared' as const,
      texts: [
        `POST / HTTP/1.1\r\nHost: h\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      ],
    },
    markers: ['{"valid":true}'],
  });

  it.each([
    ['application/json', '{"secret":"s"}', 200],
    ['application/json', '{"other":"s"}', 400],
    ['application/x-www-form-urlencoded', 'token=t', 200],
    ['application/x-www-form-urlencoded', 'grant_type=g', 200],
    ['application/x-www-form-urlencoded', 'other=o', 400],
  ])('parses a body of %s: %s is answered with %i', async (type, body, status) => {
    const target = targetOf(type, body);
    const bare = await startBareHttp(target);
    try {
      const answer = await fetch(`http://127.0.0.1:${bare.target.port}/`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect([answer.status, answer.headers.get('x-of')]).toEqual([status, 'real']);
      expect(await answer.text()).toBe('{"valid":true}');
    } finally {
      await bare.stop();
    }
  });

  it('bears the load that the real server is tested with', async () => {
    const bare = await startBareHttp(targetOf('application/json', '{"secret":"s"}'));
    const load = startLoadProcess();
    try {
      const { requestsPerSecond } = await load.run(bare.target, 0.2);
      expect(requestsPerSecond).toBeGreaterThan(0);
    } finally {
      await load.stop();
      await bare.stop();
    }
  });
});

describe('a row next to the bare server', () => {
  const measured = {
    ours: { requestsPerSecond: 600, p50Millis: 1, p99Millis: 3 },
    bare: { requestsPerSecond: 800, p50Millis: 0.5, p99Millis: 2 },
    generator: 'wrk',
  };

  test('shows the latencies of both, and what loaded them', () => {
    expect(rowAgainstBare('verify', { atLeast: 0.75 }, measured)).toEqual({
      what: 'verify',
      unit: 'requests/s',
      value: 600,
      baseline: { name: 'bare node:http', value: 800 },
      bar: { atLeast: 0.75 },
      note: 'p50 1.00 ms, p99 3.00 ms; bare: p50 0.50 ms, p99 2.00 ms; loaded by wrk',
    });
    expect(p99AgainstBare('verify', { atMost: 2 }, measured)).toMatchObject({
      what: 'p99 of verify',
      unit: 'ms',
      value: 3,
      baseline: { value: 2 },
    });
  });

  test.each([
    ['20.20.2', null],
    ['24.11.0', null],
    ['26.0.0', { atLeast: 0.75 }],
    ['28.1.0', { atLeast: 0.75 }],
  ])('on Node %s has the bar %j', (node, bar) => {
    expect(barOnRecommended({ atLeast: 0.75 }, node)).toEqual(bar);
  });
});
