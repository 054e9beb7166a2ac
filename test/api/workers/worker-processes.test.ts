import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { eventually } from '../../support/eventually';
import { createTestAuthority } from '../../support/test-authority';
import { buildKeyplane } from '../cli/support/keyplane-process';
import { connectToEach, startWorkers, type ServerOfWorkers } from './support/workers';

const keyplane = buildKeyplane();
afterAll(() => keyplane.remove());

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A request whose last byte is held back. */
async function requestUnderWay({ url, operator: { clientId, secret } }: ServerOfWorkers) {
  const socket: Socket = connect(Number(new URL(url).port), '127.0.0.1');
  await once(socket, 'connect');
  const authorization = Buffer.from(`${clientId}:${secret}`).toString('base64');
  socket.write('POST /v1/roles HTTP/1.1\r\nhost: keyplane\r\ncontent-length: 2\r\n');
  socket.write(`authorization: Basic ${authorization}\r\n`);
  socket.write('content-type: application/json\r\nexpect: 100-continue\r\n\r\n{');
  // The answer to `Expect: 100-continue` shows that the request has begun.
  await once(socket, 'data');
  const rest = text(socket);
  return {
    finish() {
      socket.write('}');
      return rest;
    },
  };
}

const requestsIn = (metrics: string) =>
  [...metrics.matchAll(/^keyplane_http_requests_total\{[^}]*\} (\d+)$/gm)].reduce(
    (sum, [, count]) => sum + Number(count),
    0,
  );

test('a server with one worker starts no other process', async () => {
  const server = await keyplane.start(['serve'], { environment: { KEYPLANE_WORKERS: '1' } });
  await server.url();
  expect(server.lines().some((line) => 'worker' in line)).toBe(false);
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
});

test('a worker that was killed is replaced while the others serve, and no count is lost', async () => {
  const workers = await startWorkers(keyplane, { workers: 2 });
  const { server, url } = workers;
  // Also with --port, which every worker is given.
  expect(server.lines().filter(({ level }) => level === 'warn')).toEqual([]);
  const connections = await connectToEach(workers, 2);
  for (const { send } of connections) await send('GET', '/v1/whoami', workers.operator);
  const before = requestsIn(await server.metrics());
  expect(before).toBeGreaterThanOrEqual(4);

  const [first = 0, second = 0] = await workers.pids();
  process.kill(first, 'SIGKILL');
  await server.line('a worker ended and is started again');
  expect(server.lines()).toContainEqual(
    expect.objectContaining({ level: 'error', worker: 1, signal: 'SIGKILL', restart_ms: 250 }),
  );
  await eventually(async () => {
    // The other worker answers every new connection meanwhile.
    const answer = await fetch(`${url}/v1/whoami`, { headers: { connection: 'close' } });
    expect(answer.status).toBe(401);
    const listening = server.lines().filter(({ msg }) => msg === 'listening');
    expect(listening.map(({ worker }) => worker)).toEqual([1, 2, 1]);
  });
  const [, another = 0] = await workers.pids();
  expect(isAlive(second)).toBe(true);
  expect(another).not.toBe(first);

  await eventually(async () => {
    const metrics = await server.metrics();
    expect(metrics).toContain('\nkeyplane_workers_ready 2\n');
    expect(metrics).toContain('\nkeyplane_worker_restarts_total 1\n');
    expect(requestsIn(metrics)).toBeGreaterThan(before);
  });
  for (const { worker, close } of await connectToEach(workers, 2)) {
    expect([1, 2]).toContain(worker);
    close();
  }
  for (const { close } of connections) close();
  await workers.stop();
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'on %s, every worker finishes its requests, and the exit code is 0',
  async (signal) => {
    const workers = await startWorkers(keyplane, { workers: 2 });
    const { server, url } = workers;
    const requests = [await requestUnderWay(workers), await requestUnderWay(workers)];
    server.child.kill(signal);
    await eventually(() =>
      expect(server.lines().filter(({ msg }) => msg === 'shutting down')).toHaveLength(2),
    );
    await eventually(() => expect(fetch(`${url}/healthz`)).rejects.toThrow());
    for (const request of requests) expect(await request.finish()).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await server.finished).exitCode).toBe(0);
    const messages = server.lines().map(({ msg, worker }) => [msg, worker]);
    expect(messages).toContainEqual(['stopped', 1]);
    expect(messages).toContainEqual(['stopped', 2]);
    expect(messages.at(-1)).toEqual(['all workers have stopped', undefined]);
  },
);

test('a server that stops answers the connections that it has not accepted yet', async () => {
  const workers = await startWorkers(keyplane, { workers: 2 });
  const { child, finished } = workers.server;
  const port = Number(new URL(workers.url).port);
  // The system makes the connections while the process that accepts them does nothing.
  child.kill('SIGSTOP');
  const sockets = Array.from({ length: 400 }, () => connect(port, '127.0.0.1'));
  const answers = sockets.map((socket) => text(socket).catch(String));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write('GET /healthz HTTP/1.1\r\nhost: keyplane\r\n\r\n');
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const lost = (await Promise.all(answers)).filter((answer) => !answer.startsWith('HTTP/1.1 200 '));
  expect(lost).toEqual([]);
  expect((await finished).exitCode).toBe(0);
});

test('workers obey a signal that a supervisor sends to every process', async () => {
  const workers = await startWorkers(keyplane, { workers: 2 });
  const { server } = workers;
  for (const pid of [server.child.pid ?? 0, ...(await workers.pids())])
    process.kill(pid, 'SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
  expect(server.lines().filter(({ level }) => level === 'error')).toEqual([]);
});

test('drains in all workers, and a second signal ends them at once', async () => {
  const environment = { KEYPLANE_DRAIN_SECONDS: '3600' };
  const workers = await startWorkers(keyplane, { workers: 2, environment });
  const { server, url } = workers;
  server.child.kill('SIGTERM');
  await eventually(() =>
    expect(server.lines().filter(({ msg }) => msg === 'draining')).toHaveLength(2),
  );
  const readiness = await fetch(`${url}/readyz`);
  expect([readiness.status, await readiness.json()]).toEqual([
    503,
    { status: 'not_ready', reason: 'shutting_down' },
  ]);
  const pids = await workers.pids();
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(143);
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
});

test('a worker that hangs is killed at the deadline, and the exit code says so', async () => {
  const environment = { KEYPLANE_SHUTDOWN_SECONDS: '1' };
  const workers = await startWorkers(keyplane, { workers: 2, environment });
  const [hanging = 0] = await workers.pids();
  process.kill(hanging, 'SIGSTOP');
  workers.server.child.kill('SIGTERM');
  expect((await workers.server.finished).exitCode).toBe(1);
  expect(workers.server.lines().map(({ msg }) => msg)).toContain(
    'workers that had not ended at the deadline were killed',
  );
});

test('if the primary process is killed, its workers finish their requests and end', async () => {
  const workers = await startWorkers(keyplane, { workers: 2 });
  const { server, url } = workers;
  const pids = await workers.pids();
  const requests = [await requestUnderWay(workers), await requestUnderWay(workers)];
  server.child.kill('SIGKILL');
  await eventually(() => expect(fetch(`${url}/healthz`)).rejects.toThrow());
  for (const request of requests) expect(await request.finish()).toMatch(/^HTTP\/1\.1 4\d\d /);
  await eventually(() => expect(pids.filter(isAlive)).toEqual([]));
  await server.finished;
  expect(server.lines().filter(({ msg }) => msg === 'stopped')).toHaveLength(2);
});

test('if the port is in use, says so once and ends', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const environment = { KEYPLANE_WORKERS: '2', KEYPLANE_PORT: String(port) };
  const server = await keyplane.start(['serve'], { environment });
  expect((await server.finished).exitCode).toBe(69);
  expect(server.lines().filter(({ level }) => level === 'fatal')).toEqual([
    expect.objectContaining({
      msg:
        `Port ${port} of 127.0.0.1 is in use. Stop the program that uses it, or choose another ` +
        'port with --port or KEYPLANE_PORT.',
    }),
  ]);
  other.close();
});

test('if the first worker cannot start, no other one is started', async () => {
  const environment = { KEYPLANE_WORKERS: '3', KEYPLANE_TERMS_FILE: '/nowhere/terms.md' };
  const server = await keyplane.start(['serve'], { environment });
  expect((await server.finished).exitCode).toBe(78);
  expect(server.lines().filter(({ level }) => level === 'fatal')).toHaveLength(1);
});

test('serves metrics of all workers on a port of their own', async () => {
  const environment = { KEYPLANE_METRICS_PORT: '0' };
  const workers = await startWorkers(keyplane, { workers: 2, environment });
  const { url } = await workers.server.line('metrics listening');
  const headers = { authorization: 'Bearer a-token-of-the-scraper', connection: 'close' };
  for (let turn = 0; turn < 4; turn += 1) {
    const answer = await fetch(String(url), { headers });
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    expect(await answer.text()).toContain('\nkeyplane_workers_ready 2\n');
  }
  await workers.stop();
});

test('on SIGHUP, every worker reads the certificate again', async () => {
  const authority = createTestAuthority();
  const folder = await keyplane.newFolder();
  const files = { certificate: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  const write = async () => {
    const pair = authority.issue('localhost');
    await writeFile(files.certificate, pair.certificate);
    await writeFile(files.key, pair.privateKey);
  };
  await write();
  const server = await keyplane.start(['serve'], {
    environment: {
      KEYPLANE_WORKERS: '2',
      KEYPLANE_TLS_CERT_FILE: files.certificate,
      KEYPLANE_TLS_KEY_FILE: files.key,
    },
  });
  await server.line('all workers are ready');
  await write();
  server.child.kill('SIGHUP');
  await eventually(() => {
    const replaced = server.lines().filter(({ msg }) => msg === 'certificate replaced');
    expect(replaced.map(({ worker }) => worker).sort()).toEqual([1, 2]);
  });
  server.child.kill('SIGTERM');
  expect((await server.finished).exitCode).toBe(0);
});
