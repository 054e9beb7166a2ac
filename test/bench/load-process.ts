import type { ChildProcess } from 'node:child_process';
import { forkBundled } from './bundled';
import { disconnected } from './forked-server';
import type { LoadOrder, LoadReport, LoadResult, LoadTarget } from './load-target';
import type { Running } from './with-running';

export interface LoadProcess extends Running {
  /** The name of the load generator in the table. */
  readonly generator: string;
  /** @throws Error if an answer is not the one that the target expects */
  run(target: LoadTarget, seconds: number): Promise<LoadResult>;
}

export const ALL_OF_A_CORE = 0.95;

export function startLoadProcess(): LoadProcess {
  const child = forkBundled('load-generator');
  return {
    generator: "the bench's own generator",
    async run(target, seconds) {
      const order: LoadOrder = { target, seconds };
      child.send(order);
      const report = await nextReport(child);
      if ('failure' in report) throw new Error(report.failure);
      if (report.result.generatorBusy > ALL_OF_A_CORE) {
        console.error('The load generator was the limit of a round.');
      }
      return report.result;
    },
    stop: () => disconnected(child),
  };
}

function nextReport(child: ChildProcess): Promise<LoadReport> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => {
      reject(new Error(`The load generator ended with ${String(code)}.`));
    };
    child.once('exit', ended);
    child.once('message', (report: LoadReport) => {
      child.off('exit', ended);
      resolve(report);
    });
  });
}
