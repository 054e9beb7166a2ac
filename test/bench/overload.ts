import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LatencyHistogram } from './latency-histogram';
import type { Suite } from './measure';
import { credentialsOf, PERMISSION } from './seed-keys';
import { METRICS_TOKEN } from './request-count';
import { startSeededServer } from './seeded-server';
import { newFolder, removeFolder } from './temporary-folder';
import { residentMegabytes } from './verify-memory';
import { basicAuthorization, postRequest } from './verify-target';
import { withRunning } from './with-running';
import { findWrk } from './wrk';
import { wrkScript } from './wrk-script';

const KEYS = 50_000;
/** More connections than requests may wait. */
const FLOODING = 1000;
const VERIFYING = 8;
const DELETED_EVERY_MILLIS = 200;

/**
 * Floods a server with changes from clients that never wait, and measures what becomes of the server's
 * memory, of its verifications, and of deletions, which have turns of their own.
 */
export const overload: Suite = {
  name: 'overload',
  run: ({ rounds, seconds, shrink }) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / shrink);
      const server = await keep(startSeededServer('sqlite', keys));
      const ask = askerOf(server.port);
      const millis = rounds * seconds * 1000;
      const roles: string[] = [];
      for (let role = 0; role < millis / DELETED_EVERY_MILLIS; role += 1) {
        roles.push((JSON.parse((await ask(createRole)).text) as { id: string }).id);
      }
      const calm = await verified(ask, keys, performance.now() + millis / 4);
      const memoryBefore = await residentMegabytes(server.pid);

      const until = performance.now() + millis;
      const deletions = new LatencyHistogram();
      let memoryMost = 0;
      const [during] = await Promise.all([
        verified(ask, keys, until),
        flood(server.port, millis / 1000),
        repeat(until, DELETED_EVERY_MILLIS, async () => {
          const id = roles.pop();
          if (id === undefined) return;
          const startedAt = performance.now();
          const { status } = await ask({ method: 'DELETE', path: `/v1/roles/${id}` });
          if (status !== 204) throw new Error(`A deletion was answered with ${status}.`);
          deletions.add(performance.now() - startedAt);
        }),
        repeat(until, 200, async () => {
          memoryMost = Math.max(memoryMost, await residentMegabytes(server.pid));
        }),
      ]);
      const answered = await creations(server.port);
      const title = `while ${FLOODING} connections create roles, SQLite`;
      return [
        {
          what: `p99 of a verification ${title}`,
          unit: 'ms',
          value: during.percentileMillis(0.99),
          baseline: { name: 'without them', value: calm.percentileMillis(0.99) },
          bar: null,
          note: `p50 ${during.percentileMillis(0.5).toFixed(2)} ms, ${during.count} verifications`,
        },
        {
          what: `p99 of a deletion ${title}`,
          unit: 'ms',
          value: deletions.percentileMillis(0.99),
          baseline: null,
          bar: { atMost: 1000 },
          note: `p50 ${deletions.percentileMillis(0.5).toFixed(2)} ms, ${deletions.count} deletions`,
        },
        {
          what: `memory ${title}: the most`,
          unit: 'MB',
          value: memoryMost,
          baseline: { name: 'before', value: memoryBefore },
          bar: { atMost: 2 },
          note: answered,
        },
      ];
    }),
};

interface Question {
  readonly method: string;
  readonly path: string;
  readonly json?: object;
}

const createRole: Question = {
  method: 'POST',
  path: '/v1/roles',
  json: { name: 'bench', permissions: [PERMISSION] },
};

/** Creates roles over many connections at once, in a process of its own, and never waits for `Retry-After`. */
async function flood(port: number, seconds: number): Promise<void> {
  const wrk = findWrk(process.env['PATH'] ?? '');
  if (wrk === undefined)
    throw new Error('Only wrk opens so many connections: apt-get install wrk.');
  const folder = await newFolder();
  try {
    const script = path.join(folder, 'requests.lua');
    const body = JSON.stringify(createRole.json);
    const authorization = basicAuthorization(0);
    const text = postRequest(createRole.path, { type: 'application/json', body, authorization });
    await writeFile(script, wrkScript([text]));
    const args = ['-t1', `-c${FLOODING}`, `-d${Math.round(seconds)}s`, '-s', script];
    const child = spawn(wrk, [...args, `http://127.0.0.1:${port}/`], { stdio: 'ignore' });
    await once(child, 'exit');
  } finally {
    await removeFolder(folder);
  }
}

/** How often which status was answered. */
async function creations(port: number): Promise<string> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  const counts = text.matchAll(
    /^keyplane_http_requests_total\{operation="createRole",method="POST",status="(\d+)"\} (\d+)$/gm,
  );
  return [...counts].map(([, status, count]) => `${count} × ${status}`).join(', ');
}

/** Asks as the first seeded key. */
function askerOf(port: number) {
  const agent = new Agent({ keepAlive: true });
  const headers = { authorization: basicAuthorization(0), 'content-type': 'application/json' };
  return ({ method, path, json }: Question) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      request({ agent, port, host: '127.0.0.1', method, path, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        response
          .on('error', reject)
          .on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      })
        .on('error', reject)
        .end(json && JSON.stringify(json));
    });
}

/** Every verification has to be answered. */
async function verified(
  ask: ReturnType<typeof askerOf>,
  keys: number,
  until: number,
): Promise<LatencyHistogram> {
  const latencies = new LatencyHistogram();
  await Promise.all(
    Array.from({ length: VERIFYING }, () =>
      repeat(until, 0, async () => {
        const { secret } = credentialsOf(1 + Math.floor(Math.random() * (keys - 1)));
        const startedAt = performance.now();
        const json = { secret, permissions: [PERMISSION] };
        const { status, text } = await ask({ method: 'POST', path: '/v1/keys/verify', json });
        if (status !== 200 || !text.includes('"valid":true')) {
          throw new Error(`A verification was answered with ${status} ${text}`);
        }
        latencies.add(performance.now() - startedAt);
      }),
    ),
  );
  return latencies;
}

async function repeat(until: number, everyMillis: number, work: () => Promise<unknown>) {
  while (performance.now() < until) {
    await work();
    if (everyMillis > 0) await sleep(everyMillis);
  }
}
