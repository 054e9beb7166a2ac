import { setTimeout as sleep } from 'node:timers/promises';
import { LatencyHistogram } from './latency-histogram';
import { startExpressHello } from './express-baseline';
import { startLoadProcess } from './load-process';
import { loadRounds, rowAgainst } from './load-rounds';
import type { LoadTarget } from './load-target';
import type { Row, Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { basicAuthorization, hotVerification } from './verify-target';
import { withRunning } from './with-running';
import { startFastestLoad } from './wrk';

const KEYS = 50_000;
const USAGE_QUERIES_A_SECOND = 4;

/**
 * Measures how many reads of a role the server answers per second, next to a bare Express server.
 * Then measures how long it takes to create and delete a role while the server does as many
 * verifications as it can.
 */
export const management: Suite = {
  name: 'management',
  run: (options) =>
    withRunning(async (keep) => {
      const { rounds, seconds, shrink } = options;
      const keys = Math.round(KEYS / shrink);
      const server = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startLoadProcess());
      const ask = asker(server.port);
      const list = await ask('GET', '/v1/service-account-keys?page_size=1');
      const [key] = (list as { items: { id: string }[] }).items;
      const ids = [key?.id ?? ''];

      const hello = await keep(startExpressHello());
      const fastest = await keep(startFastestLoad());
      const [base, reads] = await loadRounds(fastest, options, [
        hello.target,
        await roleTarget(server.port, ask),
      ]);

      const changes = new LatencyHistogram();
      const queries = new LatencyHistogram();
      const totalSeconds = rounds * seconds;
      const until = performance.now() + totalSeconds * 1000;
      const [{ requestsPerSecond }] = await Promise.all([
        load.run(hotVerification(server.port, keys), totalSeconds),
        repeat(until, 0, async () => {
          const body = { name: 'bench', permissions: ['reports.read'] };
          const role = await timed(changes, () => ask('POST', '/v1/roles', body));
          const { id } = role as { id: string };
          await timed(changes, () => ask('DELETE', `/v1/roles/${id}`));
        }),
        repeat(until, 1000 / USAGE_QUERIES_A_SECOND, () =>
          timed(queries, () => ask('POST', '/v1/usage/query', { ids, within: '7d' })),
        ),
      ]);
      const beside = `${Math.round(requestsPerSecond).toLocaleString('en')} verifications/s`;
      const title = `next to verifications and usage queries, ${keys.toLocaleString('en')} keys, SQLite`;
      return [
        rowAgainst('GET /v1/roles/{role_id}, SQLite', null, reads, hello.name, base),
        rowOf(`p99 of creating and deleting a role, ${title}`, changes, beside),
        rowOf(`p99 of a usage query of one key, ${title}`, queries, beside),
      ];
    }),
};

function rowOf(what: string, latencies: LatencyHistogram, beside: string): Row {
  const median = latencies.percentileMillis(0.5).toFixed(2);
  return {
    what,
    unit: 'ms',
    value: latencies.percentileMillis(0.99),
    baseline: null,
    bar: { atMost: 50 },
    note: `p50 ${median} ms, ${latencies.count} requests, ${beside}`,
  };
}

async function repeat(until: number, everyMillis: number, work: () => Promise<unknown>) {
  while (performance.now() < until) {
    const begun = performance.now();
    await work();
    await sleep(Math.max(1, everyMillis - (performance.now() - begun)));
  }
}

async function timed<T>(latencies: LatencyHistogram, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const done = await work();
  latencies.add(performance.now() - begun);
  return done;
}

type Ask = (method: string, path: string, body?: object) => Promise<unknown>;

/** Reads of one role. */
async function roleTarget(port: number, ask: Ask): Promise<LoadTarget> {
  const body = { name: 'read by the bench', permissions: ['reports.read'] };
  const { id } = (await ask('POST', '/v1/roles', body)) as { id: string };
  const text = [
    `GET /v1/roles/${id} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Authorization: ${basicAuthorization(0)}`,
    '\r\n',
  ].join('\r\n');
  return { port, requests: { kind: 'prepared', texts: [text] }, markers: [`"id":"${id}"`] };
}

/** Authenticates as the first key of the seeded team. */
function asker(port: number): Ask {
  const headers = { authorization: basicAuthorization(0), 'content-type': 'application/json' };
  return async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
}
