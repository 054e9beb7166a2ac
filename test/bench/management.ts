import { setTimeout as sleep } from 'node:timers/promises';
import { LatencyHistogram } from './latency-histogram';
import { startLoadProcess } from './load-process';
import type { Row, Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { basicAuthorization, hotVerification } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 50_000;
const USAGE_QUERIES_A_SECOND = 4;

/**
 * Measures how long it takes to create and delete a role while the server does as many
 * verifications as it can.
 */
export const management: Suite = {
  name: 'management',
  run: ({ rounds, seconds, shrink }) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / shrink);
      const server = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startLoadProcess());
      const ask = asker(server.port);
      const list = await ask('GET', '/v1/service-account-keys?page_size=1');
      const [key] = (list as { items: { id: string }[] }).items;
      const ids = [key?.id ?? ''];

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

/** Authenticates as the first key of the seeded team. */
function asker(port: number) {
  const headers = { authorization: basicAuthorization(0), 'content-type': 'application/json' };
  return async (method: string, path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
}
