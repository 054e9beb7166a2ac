import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { median, seconds, type Comparison } from './measure';

const ROUNDS = 9;
const ASK_EVERY_MILLIS = 2;
const GIVEN_UP_AFTER_MILLIS = 60_000;
/** The same for all: what else is set here, such as further certificates, would slow some. */
const ENVIRONMENT = { PATH: process.env['PATH'] };

/**
 * `keyplane serve` from spawning it until `/readyz` says so: on a database with what a first start
 * makes, with as many keys as `seed` puts into another, and on nothing at all.
 */
export async function compareServerStart(dependencies: {
  readonly executable: string;
  readonly keys: number;
  /** Makes and fills the SQLite file. */
  readonly seed: (file: string, keys: number) => Promise<void>;
}): Promise<Comparison[]> {
  const { executable, keys, seed } = dependencies;
  const root = await mkdtemp(path.join(tmpdir(), 'keyplane-start-'));
  try {
    const folders = { empty: path.join(root, 'empty'), full: path.join(root, 'full') };
    await seed(path.join(folders.full, 'data/keyplane.db'), keys);
    const start = (folder: string) => readySeconds(executable, folder);

    const times = { node: [], empty: [], full: [], first: [] } as Record<string, number[]>;
    for (let round = 0; round <= ROUNDS; round += 1) {
      const measured = {
        node: await seconds(emptyNode),
        empty: await start(folders.empty),
        full: await start(folders.full),
        first: await start(path.join(root, `first-${round}`)),
      };
      // The first readies the databases, too.
      if (round === 0) continue;
      for (const [name, value] of Object.entries(measured)) times[name]?.push(value);
    }

    const row = (what: string, ours: string, baseline: string, theirs: string): Comparison => {
      const [value, base] = [median(times[ours] ?? []), median(times[theirs] ?? [])];
      return { what, baseline, seconds: value, baselineSeconds: base, ratio: value / base };
    };
    const count = keys.toLocaleString('en');
    return [
      row('server start to ready, empty database', 'empty', 'node -e 0', 'node'),
      row(`server start to ready, ${count} keys`, 'full', 'node -e 0', 'node'),
      row(`server start to ready, ${count} keys`, 'full', 'empty database', 'empty'),
      row('first server start to ready, no database yet', 'first', 'node -e 0', 'node'),
    ];
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function emptyNode(): Promise<void> {
  const options = { env: ENVIRONMENT, stdio: 'ignore' } as const;
  await once(spawn(process.execPath, ['-e', '0'], options), 'exit');
}

async function readySeconds(executable: string, folder: string): Promise<number> {
  const port = await freePort();
  const data = path.join(folder, 'data');
  const start = performance.now();
  const child = spawn(process.execPath, [executable, 'serve', '--port', String(port)], {
    env: { ...ENVIRONMENT, KEYPLANE_DATA_DIR: data },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  try {
    while (!(await isReady(port))) {
      const tooLate = performance.now() - start > GIVEN_UP_AFTER_MILLIS;
      if (tooLate || child.exitCode !== null) throw new Error('The server did not get ready.');
      await delay(ASK_EVERY_MILLIS);
    }
    return (performance.now() - start) / 1000;
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    http
      .get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      })
      .on('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
