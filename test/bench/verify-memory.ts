import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoadProcess } from './load-process';
import type { Suite } from './measure';
import { startSeededServer } from './seeded-server';
import { coldVerification } from './verify-target';
import { withRunning } from './with-running';

const KEYS = 1_000_000;
const SHARE_OF_FIRST = 1 / 5;

/** Memory of a server that verifies any of a million keys as fast as it can. */
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
      const first = samples.slice(0, Math.ceil(samples.length * SHARE_OF_FIRST));
      const [atFirst, atEnd] = [first.at(-1) ?? NaN, samples.at(-1) ?? NaN];
      const firstSeconds = Math.round(memorySeconds * SHARE_OF_FIRST);
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

/** Once a second; each sample is the median of what a few seconds around it hold by its nature. */
async function watchResidentMegabytes(pid: number, seconds: number): Promise<number[]> {
  const samples: number[] = [];
  while (samples.length < seconds) {
    await sleep(1000);
    samples.push(await residentMegabytes(pid));
  }
  return samples;
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
