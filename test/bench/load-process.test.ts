import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLoadProcess, type LoadProcess } from './load-process';
import type { LoadRequests } from './load-target';
import { secretText } from './secret-sequence';

/** Each connection makes one request, however slow the machine is. */
const ENOUGH_SECONDS = 0.2;
const UNTIL_IT_FAILS_SECONDS = 3600;

let server: Server;
let load: LoadProcess;
let seen: string[];
let answer: (seenSoFar: number) => { status: number; body: string };

beforeAll(() => {
  load = startLoadProcess();
});

afterAll(() => load.stop());

beforeEach(async () => {
  seen = [];
  answer = () => ({ status: 200, body: '{"valid":true}' });
  server = createServer((request, response) => {
    seen.push(request.url ?? '');
    const { status, body } = answer(seen.length);
    response.writeHead(status, { 'Content-Length': Buffer.byteLength(body) }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const run = (requests: LoadRequests, seconds = ENOUGH_SECONDS) =>
  load.run(
    { port: (server.address() as AddressInfo).port, requests, markers: ['"valid":true', '{'] },
    seconds,
  );

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`;

test('sends what was prepared and counts what was answered', async () => {
  const result = await run({ kind: 'prepared', texts: [get('/a'), get('/b')] });
  expect(new Set(seen)).toEqual(new Set(['/a', '/b']));
  expect(result.requestsPerSecond).toBeGreaterThan(0);
  expect(result.p99Millis).toBeGreaterThanOrEqual(result.p50Millis);
});

test('generates the secrets of the sequence while it runs', async () => {
  const [before = '', after = ''] = get('/?').split(' HTTP');
  await run({ kind: 'secrets', before, after: ` HTTP${after}`, count: 3 });
  const expected = [0, 1, 2].map((index) => `/?${secretText(index)}`);
  expect([...new Set(seen)].sort()).toEqual(expected.sort());
});

test.each([
  ['another status', { status: 503, body: '{"valid":true}' }],
  ['another answer', { status: 200, body: '{"valid":false}' }],
])('%s fails the run, even once in a hundred', async (_, wrong) => {
  const right = answer;
  answer = (seenSoFar) => (seenSoFar === 100 ? wrong : right(seenSoFar));
  const running = run({ kind: 'prepared', texts: [get('/')] }, UNTIL_IT_FAILS_SECONDS);
  await expect(running).rejects.toThrow('Not the answer that was expected');
});
