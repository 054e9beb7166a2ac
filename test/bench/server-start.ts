import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../support/free-port';
import { COMMAND, requireServerOfThisNode } from './build';
import { interleave, median, seconds, type Bar, type Row, type Suite } from './measure';
import { fillDatabase } from './seeded-server';
import { newFolder, removeFolder } from './temporary-folder';

const KEYS = 1_000_000;
const ROUNDS = 9;
const ASK_EVERY_MILLIS = 2;
const GIVEN_UP_AFTER_MILLIS = 60_000;
/**
 * All get the same environment. Other variables of this process, for example for further
 * certificates, would slow down some of them.
 */
const ENVIRONMENT = { PATH: process.env['PATH'] };

/**
 * Measures `keyplane serve` from spawning it until `/readyz` reports that it is ready: on the
 * database of an earlier first start, on one with a million keys, and on no database at all.
 */
export const serverStart: Suite = {
  name: 'server-start',
  async run({ rounds, shrink }) {
    requireServerOfThisNode();
    const root = await newFolder();
    const keys = KEYS / shrink;
    const [empty, full] = [path.join(root, 'empty'), path.join(root, 'full')];
    await fillDatabase(`sqlite:${path.join(full, 'data/keyplane.db')}`, keys);
    let firstStarts = 0;
    const [nodes = [], empties = [], fulls = [], firsts = []] = await interleave(
      Math.max(rounds, ROUNDS),
      [
        () => seconds(emptyNode),
        () => readySeconds(empty),
        () => readySeconds(full),
        () => readySeconds(path.join(root, `first-${(firstStarts += 1)}`)),
      ],
    );
    await removeFolder(root);

    const node = { name: 'node -e 0', value: median(nodes) };
    const emptyDatabase = { name: 'empty database', value: median(empties) };
    const many = `server start to ready, ${keys.toLocaleString('en')} keys`;
    const row = (
      what: string,
      values: readonly number[],
      baseline: Row['baseline'],
      bar: Bar | null,
    ): Row => ({ what, unit: 's', value: median(values), baseline, bar });
    return [
      row('server start to ready, empty database', empties, node, { atMost: 10 }),
      row(many, fulls, node, { atMost: 10 }),
      row(many, fulls, emptyDatabase, { atMost: 1.2 }),
      row('the very first start, which makes the database', firsts, node, null),
    ];
  },
};

async function emptyNode(): Promise<void> {
  const options = { env: ENVIRONMENT, stdio: 'ignore' } as const;
  await once(spawn(process.execPath, ['-e', '0'], options), 'exit');
}

async function readySeconds(folder: string): Promise<number> {
  const port = await freePort();
  const data = path.join(folder, 'data');
  const start = performance.now();
  const child = spawn(process.execPath, [COMMAND, 'serve', '--port', String(port)], {
    env: { ...ENVIRONMENT, KEYPLANE_DATA_DIR: data, KEYPLANE_DRAIN_SECONDS: '0' },
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
