import { fork } from 'node:child_process';
import type { StartWorker, ToPrimary } from './worker-messages';

/** Tells a new process that it is a worker: its number, and `first` if it prepares the database. */
export const WORKER_VARIABLE = 'KEYPLANE_WORKER';

/**
 * Starts this program again as a worker.
 * @param words the command line of the workers
 */
export function createWorkerStart(words: readonly string[]): StartWorker {
  const [, program = ''] = process.argv;
  return ({ number, isFirst }) => {
    const place = isFirst ? `${number} first` : String(number);
    const worker = fork(program, words, { env: { ...process.env, [WORKER_VARIABLE]: place } });
    // A message that no longer reaches the worker fails. Its exit is reported as well.
    worker.on('error', () => undefined);
    return {
      send: (message) => void worker.send(message, () => undefined),
      give(socket, failed) {
        worker.send({ kind: 'connection' }, socket, { keepOpen: false }, (error) => {
          if (error !== null) failed();
        });
      },
      kill: (signal) => void worker.kill(signal),
      onMessage: (listener) => void worker.on('message', (message: ToPrimary) => listener(message)),
      onExit: (listener) => void worker.once('exit', listener),
    };
  };
}
