import { readFile } from 'node:fs/promises';
import { interleave, median, type Row, type Suite, type SuiteOptions } from './measure';
import { pacedLoad } from './paced-load';
import { METRICS_TOKEN } from './request-count';
import { startSeededServer } from './seeded-server';
import type { ServerProcess } from './server-process';
import { untilIdle } from './until-idle';
import { hotTitle, hotVerification } from './verify-target';
import { withRunning } from './with-running';
import { startFastestLoad } from './wrk';

const KEYS = 100_000;
const WORKERS = 2;
const THOUSAND = 1000;
/** V8 compiles the code of each process once more, which takes about 100,000 requests. */
const WARMING_ROUNDS = 5;
/** Linux counts processor time in hundredths of a second. */
const TICKS_A_SECOND = 100;

interface Round {
  /** Processor time of a thousand requests. */
  readonly millis: number;
  /** Requests of the worker with the most, divided by those of the worker with the fewest. */
  readonly imbalance: number;
  readonly requests: number;
}

/**
 * Compares the processor time that a verification costs with two workers and with one process, and how
 * evenly the workers are loaded, if both servers get the same requests at the same pace.
 */
export const workers: Suite = {
  name: 'workers',
  run: (options) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / options.shrink);
      const several = { KEYPLANE_WORKERS: String(WORKERS) };
      const alone = await keep(startSeededServer('sqlite', keys));
      const ours = await keep(startSeededServer('sqlite', keys, several));
      const load = await keep(startFastestLoad());
      const warming = WARMING_ROUNDS * options.seconds;
      await load.run(hotVerification(alone.port, keys), warming);
      await load.run(hotVerification(ours.port, keys), warming * WORKERS);
      const [ofOne = [], ofSeveral = []] = await interleave(options.rounds, [
        () => round(alone, keys, options),
        () => round(ours, keys, options),
      ]);
      return rowsOf(hotTitle(keys), ofOne, ofSeveral);
    }),
};

function rowsOf(title: string, ofOne: readonly Round[], ofSeveral: readonly Round[]): Row[] {
  const medianOf = (rounds: readonly Round[], figure: (round: Round) => number) =>
    median(rounds.map(figure));
  const count = medianOf(ofSeveral, ({ requests }) => requests);
  return [
    {
      what: `processor time of 1,000 verifications, ${title}, ${WORKERS} workers, SQLite`,
      unit: 'ms',
      value: medianOf(ofSeveral, ({ millis }) => millis),
      baseline: { name: 'one process', value: medianOf(ofOne, ({ millis }) => millis) },
      bar: { atMost: 1.15 },
      note: `${count.toLocaleString('en')} requests in a round`,
    },
    {
      what: `requests of one of ${WORKERS} workers, of every 1,000 requests of the other`,
      unit: 'requests',
      value: THOUSAND * medianOf(ofSeveral, ({ imbalance }) => imbalance),
      baseline: { name: 'the same for both', value: THOUSAND },
      bar: { atMost: 1.1 },
    },
  ];
}

async function round(
  server: ServerProcess,
  keys: number,
  { seconds }: SuiteOptions,
): Promise<Round> {
  await untilIdle();
  const before = await pacedLoad(hotVerification(server.port, keys), seconds, async () => ({
    requests: await requestsOf(server),
    processorMillis: await processorMillisOf(server.pid),
  }));
  // A look at the metrics costs time as well.
  const processorMillis = (await processorMillisOf(server.pid)) - before.processorMillis;
  const after = await requestsOf(server);
  const counts = after.map((count, place) => count - (before.requests[place] ?? 0));
  const all = counts.reduce((sum, count) => sum + count, 0);
  return {
    millis: (processorMillis / all) * THOUSAND,
    imbalance: Math.max(...counts) / Math.min(...counts),
    requests: all,
  };
}

/** Of each worker, or of the only process. */
async function requestsOf({ port }: ServerProcess): Promise<number[]> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text();
  const byWorker = [...text.matchAll(/^keyplane_worker_requests_total\{[^}]*\} (\d+)$/gm)];
  const all = [...text.matchAll(/^keyplane_http_requests_total\{[^}]*\} (\d+)$/gm)];
  const requests = byWorker.map(([, count]) => Number(count));
  const ofAll = all.reduce((sum, [, count]) => sum + Number(count), 0);
  return requests.length === 0 ? [ofAll] : requests;
}

/** Of a process and those that it has started. */
async function processorMillisOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The times are the 14th and 15th field. The second one may contain spaces (proc(5)).
  const [user = 0, system = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const started = children.trim().split(' ').filter(Boolean).map(Number);
  const others = await Promise.all(started.map(processorMillisOf));
  const own = ((user + system) / TICKS_A_SECOND) * 1000;
  return others.reduce((sum, each) => sum + each, own);
}
