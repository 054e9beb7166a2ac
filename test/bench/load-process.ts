import { once } from 'node:events';
import { forkBundled } from './bundled';
import type { LoadOrder, LoadReport, LoadResult, LoadTarget } from './load-target';

export interface LoadProcess {
  /** @throws Error where one answer is not what the target says */
  run(target: LoadTarget, seconds: number): Promise<LoadResult>;
  stop(): Promise<void>;
}

const ALL_OF_A_CORE = 0.95;

export function startLoadProcess(): LoadProcess {
  const child = forkBundled('load-generator');
  return {
    async run(target, seconds) {
      const order: LoadOrder = { target, seconds };
      child.send(order);
      const [report] = (await once(child, 'message')) as [LoadReport];
      if ('failure' in report) throw new Error(report.failure);
      if (report.result.generatorBusy > ALL_OF_A_CORE) {
        console.error('The load generator was the limit of a round.');
      }
      return report.result;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}
