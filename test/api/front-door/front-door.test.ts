import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createFrontDoor, type FrontDoor } from '../../../api/front-door/front-door';
import { createLog } from '../../../api/operations/log';
import { createReadiness } from '../../../api/operations/readiness';

const REQUEST = 'GET /greeting HTTP/1.1\r\nhost: keyplane\r\n\r\n';
const DEADLINE_MS = 5000;

let door: FrontDoor;
const sockets: Socket[] = [];

beforeEach(async () => {
  const log = createLog({ level: 'fatal' });
  const readiness = createReadiness({ log, databaseTimeoutMs: 1000 });
  door = createFrontDoor({ readiness, metrics: null, issuer: () => 'https://keys.example' });
  door.open((_request, response) => response.end('hello'));
  await once(door.server.listen(0, '127.0.0.1'), 'listening');
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  door.server.close();
  door.server.closeAllConnections();
});

async function connected(): Promise<Socket> {
  const { port } = door.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

/** A connection that has had an answer and is kept for the next request. */
async function idleConnection(): Promise<Socket> {
  const socket = await connected();
  socket.write(REQUEST);
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString()).toMatch(/\r\nconnection: keep-alive\r\n/i);
  return socket;
}

test('answers a request that waits on an idle connection when the server closes', async () => {
  const socket = await idleConnection();
  const rest = text(socket);
  // The write reaches the system immediately, but the server has not read it when it begins to close.
  socket.write(REQUEST);
  expect(await Promise.all([door.close(DEADLINE_MS), rest])).toEqual([
    true,
    expect.stringMatching(/^HTTP\/1\.1 200 .*\r\nconnection: close\r\n.*hello/is),
  ]);
});

test('answers requests on connections that nobody has accepted when the server closes', async () => {
  const { port } = door.server.address() as AddressInfo;
  const answers = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.write(REQUEST);
    return text(socket);
  });
  // By the next turn, the system has made the connections, and the server has accepted few of them.
  await new Promise((resolve) => setImmediate(resolve));
  const [finished, ...answered] = await Promise.all([door.close(DEADLINE_MS), ...answers]);
  expect(finished).toBe(true);
  expect(answered.filter((answer) => !answer.startsWith('HTTP/1.1 200 '))).toEqual([]);
});

test('lets requests wait for the application, and answers 503 if that takes too long', async () => {
  const log = createLog({ level: 'fatal' });
  const readiness = createReadiness({ log, databaseTimeoutMs: 1000 });
  const dependencies = { readiness, metrics: null, issuer: () => 'https://keys.example' };
  const closing = REQUEST.replace('host:', 'connection: close\r\nhost:');
  for (const [startMillis, status] of [
    [DEADLINE_MS, '200'],
    [1, '503'],
  ] as const) {
    const starting = createFrontDoor({ ...dependencies, startMillis });
    await once(starting.server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((starting.server.address() as AddressInfo).port, '127.0.0.1');
    socket.write(closing);
    const answer = text(socket);
    await once(starting.server, 'request');
    if (status === '503') await answer;
    starting.open((_request, response) => response.end('hello'));
    expect(await answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    await starting.close(DEADLINE_MS);
  }
});

test('drops no header, however many there are', async () => {
  door.open((request, response) => response.end(`seen ${request.rawHeaders.at(-3)}`));
  const socket = await connected();
  const many = 'a:\r\n'.repeat(3000);
  socket.write(
    REQUEST.replace('\r\n\r\n', `\r\n${many}x-api-key: last\r\nconnection: close\r\n\r\n`),
  );
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 .*seen last/s);
});

test('closes an idle connection with nothing to read', async () => {
  const socket = await idleConnection();
  const closed = once(socket, 'close');
  socket.resume();
  expect(await door.close(DEADLINE_MS)).toBe(true);
  await closed;
});

test('keeps connections in the first half of the drain period and ends them in the second', async () => {
  const first = await idleConnection();
  const drained = door.drain(400);
  first.write(REQUEST);
  expect(String((await once(first, 'data'))[0])).toMatch(/connection: keep-alive/i);

  const ended = once(first, 'close');
  let isOver = false;
  void drained.then(() => (isOver = true));
  let answer = '';
  while (!/connection: close/i.test(answer)) {
    first.write(REQUEST);
    answer = String((await once(first, 'data'))[0]);
  }
  await ended;
  expect(isOver).toBe(false);
  // A client that opens a new connection is still served.
  const second = await connected();
  second.write(REQUEST);
  expect(await text(second)).toMatch(/^HTTP\/1\.1 200 .*connection: close/is);
  await drained;
});

test('keeps an idle connection for the whole drain period and answers what it has sent by then', async () => {
  const [waiting, busy] = [await idleConnection(), await idleConnection()];
  const drained = door.drain(200);
  let answer = '';
  while (!/connection: close/i.test(answer)) {
    busy.write(REQUEST);
    answer = String((await once(busy, 'data'))[0]);
  }
  await drained;
  const rest = text(waiting);
  waiting.write(REQUEST);
  await door.close(DEADLINE_MS);
  expect(await rest).toMatch(/^HTTP\/1\.1 200 /);
});
