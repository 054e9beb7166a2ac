import cluster from 'node:cluster';
import type { StartWorker, ToPrimary } from './worker-messages';

/** Tells a new process that it is a worker: its number, and `first` if it prepares the database. */
export const WORKER_VARIABLE = 'KEYPLANE_WORKER';

/**
 * Starts this program again as a worker. The primary process accepts the connections and deals them out
 * by turns, because the system would give one worker many more than another.
 * @param environment what differs from the environment of this process
 * @param words the command line of the workers
 */
export function createWorkerStart(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): StartWorker {
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ args: [...words] });
  return ({ number, isFirst }) => {
    const worker = cluster.fork({
      ...environment,
      [WORKER_VARIABLE]: isFirst ? `${number} first` : String(number),
    });
    // A message that no longer reaches the worker fails. Its exit is reported as well.
    worker.on('error', () => undefined);
    return {
      send: (message) => void worker.send(message, () => undefined),
      kill: (signal) => void worker.process.kill(signal),
      onMessage: (listener) => void worker.on('message', (message: ToPrimary) => listener(message)),
      onExit: (listener) =>
        void worker.on('exit', (code: number | null, signal: string | null) =>
          listener(code, signal),
        ),
    };
  };
}
