import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';
import type { Dealer } from './dealer';
import { createSummedMetrics } from './summed-metrics';
import type { StartWorker, ToPrimary, ToWorker, WorkerProcess } from './worker-messages';

export interface SupervisorOptions {
  readonly count: number;
  readonly startWorker: StartWorker;
  readonly dealer: Omit<Dealer, 'port'>;
  readonly stop: AbortSignal;
  /** After this time, workers that have not ended are killed. */
  readonly stopWithinMillis: number;
  readonly log: Log;
  /** The metrics of the primary process. */
  readonly metrics: Metrics;
  readonly pingEveryMillis?: number;
}

export interface Supervisor {
  /** The exit code of the server, once every worker has ended. */
  readonly ended: Promise<number>;
  /** The metrics of all workers. */
  exposition(): Promise<string>;
  /** Sends the signal to every worker that is ready. */
  signal(name: NodeJS.Signals): void;
  /** Ends every worker at once. */
  killAll(): void;
}

/** A worker and those that replaced it. */
interface Place {
  readonly number: number;
  process: WorkerProcess | undefined;
  readyAt: number | undefined;
  /** How many ended one after the other without serving for long. */
  failures: number;
  restart: NodeJS.Timeout | undefined;
  unansweredPings: number;
}

const FAILED = 1;
/** They end a worker that Node has not started to load yet. A supervisor sends them to every process. */
const STOP_SIGNALS = new Set(['SIGINT', 'SIGTERM']);
const FIRST_PAUSE_MILLIS = 250;
const LONGEST_PAUSE_MILLIS = 30_000;
/** After a worker has served for this long, its next restart is as fast as the first one. */
const STEADY_MILLIS = 60_000;
const PING_EVERY_MILLIS = 10_000;
/** A worker whose event loop has not turned for a minute would never answer again. */
const UNANSWERED_PINGS = 6;

/**
 * Starts the workers and keeps them running. The first worker prepares the database alone. If a
 * worker cannot start at the beginning, the server ends, as a server without workers does. Later, a
 * worker that ended is started again, because the others still serve.
 */
export function superviseWorkers(options: SupervisorOptions): Supervisor {
  const { count, startWorker, dealer, stop, stopWithinMillis, log, metrics } = options;
  const places = Array.from({ length: count }, (_, index) => createPlace(index + 1));
  const [first] = places;
  let phase: 'starting' | 'serving' | 'stopping' = 'starting';
  let exitCode = 0;
  let finish: (exitCode: number) => void = () => undefined;
  const ended = new Promise<number>((resolve) => (finish = resolve));

  const restarts = metrics.counter({
    name: 'keyplane_worker_restarts_total',
    help: 'Number of times that a worker ended and was started again.',
  });
  metrics.gauge({
    name: 'keyplane_workers_ready',
    help: 'Number of workers that serve requests.',
    read: () => ready().length,
  });
  const sums = createSummedMetrics({
    own: metrics,
    ask(id) {
      const asked = ready();
      for (const { process } of asked) process?.send({ kind: 'collect', id });
      return asked.map(({ number }) => number);
    },
  });

  const ready = () => places.filter(({ readyAt }) => readyAt !== undefined);
  const sendToAll = (message: ToWorker) => places.forEach(({ process }) => process?.send(message));

  function start(place: Place, isFirst = false): void {
    const process = startWorker({ number: place.number, isFirst });
    place.process = process;
    place.unansweredPings = 0;
    process.onMessage((message) => receive(place, process, message));
    process.onExit((code, signal) => {
      dealer.lost(process);
      leave(place, code, signal);
    });
  }

  function receive(place: Place, process: WorkerProcess, message: ToPrimary): void {
    switch (message.kind) {
      case 'accepting':
        return dealer.join(process);
      case 'ready':
        return becomeReady(place);
      case 'ended':
        return dealer.ended(process);
      case 'leaving':
        return void dealer
          .leave(process, {
            isLast: phase === 'stopping',
            withinMillis: message.withinMillis,
          })
          .then(() => process.send({ kind: 'left' }));
      case 'attempts':
        for (const other of ready()) if (other !== place) other.process?.send(message);
        return;
      case 'collected':
        return sums.collected(place.number, message.id, message.metrics);
      case 'wanted':
        return void sums
          .exposition()
          .then((body) => process.send({ kind: 'exposition', id: message.id, body }));
      case 'pong':
        place.unansweredPings = 0;
    }
  }

  function becomeReady(place: Place): void {
    place.readyAt = performance.now();
    if (phase !== 'starting') return;
    if (place === first && place.failures === 0) {
      places.filter((other) => other.process === undefined).forEach((other) => start(other));
    }
    if (ready().length < count) return;
    phase = 'serving';
    log.info({ workers: count }, 'all workers are ready');
  }

  function leave(place: Place, code: number | null, signal: string | null): void {
    const served = place.readyAt === undefined ? undefined : performance.now() - place.readyAt;
    place.process = undefined;
    place.readyAt = undefined;
    sums.ended(place.number);
    const ending = code ?? (STOP_SIGNALS.has(String(signal)) ? 0 : FAILED);
    if (phase === 'stopping') return leaveAtTheEnd(ending);
    const how = { worker: place.number, exit_code: code, signal };
    if (phase === 'starting' && served === undefined) {
      // The worker has logged itself why it cannot start, unless it was killed.
      if (code === null && ending === FAILED)
        log.fatal(how, 'a worker was killed before it was ready');
      exitCode = ending;
      return stopAll('SIGTERM');
    }
    if (served !== undefined && served >= STEADY_MILLIS) place.failures = 0;
    const pause = Math.min(FIRST_PAUSE_MILLIS * 2 ** place.failures, LONGEST_PAUSE_MILLIS);
    place.failures += 1;
    log.error({ ...how, restart_ms: pause }, 'a worker ended and is started again');
    restarts.add();
    place.restart = setTimeout(() => start(place), pause);
  }

  function leaveAtTheEnd(code: number): void {
    if (exitCode === 0) exitCode = code;
    finishIfAlone();
  }

  function finishIfAlone(): void {
    if (places.some(({ process }) => process !== undefined)) return;
    dealer.close();
    finish(exitCode);
  }

  function stopAll(signal: string): void {
    if (phase === 'stopping') return;
    phase = 'stopping';
    clearInterval(watch);
    for (const { restart } of places) clearTimeout(restart);
    sendToAll({ kind: 'stop', signal });
    setTimeout(() => {
      log.error({}, 'workers that had not ended at the deadline were killed');
      killAll();
    }, stopWithinMillis).unref();
    finishIfAlone();
  }

  function killAll(): void {
    for (const { process } of places) process?.kill('SIGKILL');
  }

  /** A load balancer cannot find out which of the workers hangs. */
  function ping(): void {
    for (const place of ready()) {
      place.unansweredPings += 1;
      if (place.unansweredPings <= UNANSWERED_PINGS) {
        place.process?.send({ kind: 'ping' });
        continue;
      }
      log.error({ worker: place.number }, 'a worker does not respond and is killed');
      place.process?.kill('SIGKILL');
    }
  }

  const watch = setInterval(ping, options.pingEveryMillis ?? PING_EVERY_MILLIS);
  watch.unref();
  const onStop = () => stopAll(String(stop.reason));
  if (first !== undefined && !stop.aborted) start(first, true);
  if (stop.aborted) onStop();
  else stop.addEventListener('abort', onStop, { once: true });

  return {
    ended,
    exposition: sums.exposition,
    signal: (name) => ready().forEach(({ process }) => process?.kill(name)),
    killAll,
  };
}

function createPlace(number: number): Place {
  return {
    number,
    process: undefined,
    readyAt: undefined,
    failures: 0,
    restart: undefined,
    unansweredPings: 0,
  };
}
