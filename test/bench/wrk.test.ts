import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findWrk, startWrk } from './wrk';

let folder: string;
let server: Server;
let valid: boolean;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'keyplane-wrk-'));
  server = createServer((_request, response) => {
    const body = `{"valid":${valid}}`;
    response.writeHead(200, { 'Content-Length': body.length }).end(body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => (valid = true));
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

/** Prints what it was called with, as wrk prints the figures of its script. */
async function fakeWrk(): Promise<string> {
  const file = path.join(folder, 'wrk');
  const figures =
    '{"requests":100,"micros":1000000,"failed":0,"p50Micros":100,"p99Micros":200,"cpuSeconds":0.1}';
  await writeFile(file, `#!/bin/sh\necho "$@" >>${folder}/calls\necho 'bench-result ${figures}'\n`);
  await chmod(file, 0o755);
  return file;
}

const target = () => ({
  port: (server.address() as AddressInfo).port,
  requests: { kind: 'prepared' as const, texts: ['GET / HTTP/1.1\r\nHost: h\r\n\r\n'] },
  markers: ['"valid":true'],
});

test('wrk is found in an absolute folder of the PATH only', async () => {
  const wrk = await fakeWrk();
  expect(findWrk(['/nowhere', folder].join(path.delimiter))).toBe(wrk);
  expect(findWrk(['.', '/nowhere', ''].join(path.delimiter))).toBeUndefined();
});

test('wrk loads a server whose answers were checked before', async () => {
  const wrk = startWrk(await fakeWrk());
  try {
    expect(await wrk.run(target(), 0.2)).toMatchObject({ requestsPerSecond: 100, p99Millis: 0.2 });
    valid = false;
    const other = { ...target(), markers: ['"valid":true', '{'] };
    const texts = ['GET /other HTTP/1.1\r\nHost: h\r\n\r\n'];
    await expect(wrk.run({ ...other, requests: { kind: 'prepared', texts } }, 1)).rejects.toThrow(
      'Not the answer that was expected',
    );
  } finally {
    await wrk.stop();
  }
});
