import type { Socket } from 'node:net';
import { shareAttempts } from '../rate-limit/sibling-attempts';
import { EXPOSITION_TYPE, type Exposition, type Metrics } from '../operations/metrics';
import { WORKER_VARIABLE } from './worker-start';
import type { ToPrimary, ToWorker } from './worker-messages';

/** This process, if it is a worker of a server that has several. */
export interface Worker {
  readonly number: number;
  /** Whether it is the first worker of a start, which prepares the database for the others. */
  readonly isFirst: boolean;
  /** Aborts if the server stops, or if the primary process has ended. */
  readonly stop: AbortSignal;
  /** Serves connections from now on. */
  accept(serve: (socket: Socket) => void): void;
  /** Resolves when no more connections come. */
  leave(withinMillis: number): Promise<void>;
  /** This worker can serve requests. */
  ready(): void;
  /** The metrics of this worker, whose exposition is that of all workers together. */
  sumsOf(metrics: Metrics): Metrics;
}

/** A primary process that does not answer is about to end, or is stopped. */
const ANSWER_WITHIN_MILLIS = 5000;

/** @returns `undefined` if no primary process has started this one */
export function joinAsWorker(): Worker | undefined {
  const given = process.env[WORKER_VARIABLE];
  if (given === undefined || process.send === undefined) return undefined;
  delete process.env[WORKER_VARIABLE];
  const [number = '', first] = given.split(' ');

  const controller = new AbortController();
  const stop = (reason: string) => {
    if (!controller.signal.aborted) controller.abort(reason);
  };
  // A supervisor or a terminal sends the same signal to every process. The primary process decides what
  // a second signal means.
  for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop(name));
  // Without a listener, the signal would end a worker that has no files to read again.
  process.on('SIGHUP', () => undefined);
  process.once('disconnect', () => {
    stop('the primary process ended');
    left();
  });

  const send = (message: ToPrimary) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
  };
  const siblings = shareAttempts((attempts) => send({ kind: 'attempts', attempts }));
  const scrapes = new Map<number, (body: string) => void>();
  let scrape = 0;
  let collect: (id: number) => void = () => undefined;
  let serve: (socket: Socket) => void = (socket) => socket.destroy();
  let left: () => void = () => undefined;

  process.on('message', (message: ToWorker, socket: Socket | undefined) => {
    switch (message.kind) {
      case 'connection':
        // The client may have disconnected while its connection was passed on.
        return socket && serveAdopted(socket);
      case 'left':
        return left();
      case 'stop':
        return stop(message.signal);
      case 'attempts':
        return siblings.heard(message.attempts);
      case 'collect':
        return collect(message.id);
      case 'exposition':
        return scrapes.get(message.id)?.(message.body);
      case 'ping':
        send({ kind: 'pong' });
    }
  });

  function serveAdopted(socket: Socket): void {
    // HTTP clients may end their side before they read the answer.
    socket.allowHalfOpen = true;
    socket.once('close', () => send({ kind: 'ended' }));
    serve(socket);
  }

  function wantExposition(): Promise<string> {
    const id = (scrape += 1);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        scrapes.delete(id);
        reject(new Error('The primary process did not answer.'));
      }, ANSWER_WITHIN_MILLIS);
      scrapes.set(id, (body) => {
        clearTimeout(timer);
        scrapes.delete(id);
        resolve(body);
      });
      send({ kind: 'wanted', id });
    });
  }

  return {
    number: Number(number),
    isFirst: first !== undefined,
    stop: controller.signal,
    accept(adopt) {
      serve = adopt;
      send({ kind: 'accepting' });
    },
    async leave(withinMillis) {
      if (!process.connected) return;
      const settled = new Promise<void>((resolve) => (left = resolve));
      send({ kind: 'leaving', withinMillis });
      await settled;
    },
    ready: () => send({ kind: 'ready' }),
    sumsOf(metrics) {
      collect = (id) =>
        void metrics.snapshot().then((own) => send({ kind: 'collected', id, metrics: own }));
      return {
        ...metrics,
        async exposition(): Promise<Exposition> {
          return { contentType: EXPOSITION_TYPE, body: await wantExposition() };
        },
      };
    },
  };
}
