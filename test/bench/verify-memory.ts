import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { startLoadProcess } from './load-process';
import { median, type Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { coldVerification } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 1_000_000;
/** The first minute of five. */
const SHARE_OF_FIRST = 1 / 5;
/** Seconds over which the collector's ups and downs are evened out. */
const WINDOW = 10;

/** Measures the memory of a server that verifies any of a million keys as fast as it can. */
export const verifyMemory: Suite = {
  name: 'verify-memory',
  run: ({ memorySeconds, shrink }) =>
    withRunning(async (keep) => {
      const keys = Math.round(KEYS / shrink);
      const server = await keep(startSeededServer('sqlite', keys));
      const load = await keep(startLoadProcess());
      const loading = load.run(coldVerification(server.port, keys), memorySeconds);
      const watched = watchResidentMegabytes(server.pid, memorySeconds);
      const [{ requestsPerSecond }, samples] = await Promise.all([loading, watched]);
      const firstSeconds = Math.ceil(memorySeconds * SHARE_OF_FIRST);
      const [atFirst, atEnd] = [
        median(samples.slice(0, firstSeconds).slice(-WINDOW)),
        median(samples.slice(-WINDOW)),
      ];
      const title = `memory after ${memorySeconds} s of verifying any of ${keys.toLocaleString('en')} keys`;
      return [
        {
          what: title,
          unit: 'MB',
          value: atEnd,
          baseline: { name: `after ${firstSeconds} s`, value: atFirst },
          bar: { atMost: 1.1 },
          note: `${Math.round(requestsPerSecond).toLocaleString('en')} requests/s`,
        },
        {
          what: `${title}: the most`,
          unit: 'MB',
          value: Math.max(...samples),
          baseline: null,
          bar: { atMost: 300 },
        },
      ];
    }),
};

/** Once a second. */
async function watchResidentMegabytes(pid: number, seconds: number): Promise<number[]> {
  const samples: number[] = [];
  while (samples.length < seconds) {
    await sleep(1000);
    samples.push(await residentMegabytes(pid));
  }
  return samples;
}

export async function residentMegabytes(pid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}
