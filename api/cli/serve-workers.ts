import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { Config } from '../app/config';
import type { Log } from '../operations/log';
import { createMetrics } from '../operations/metrics';
import { createWorkerStart } from '../workers/cluster-workers';
import { superviseWorkers } from '../workers/supervisor';
import { shutdownBudget } from './shutdown-deadline';

/** Workers end by their own deadline, unless they hang. */
const SPARE_MILLIS = 2000;

/**
 * Serves with several workers, each of which is a `keyplane serve` of its own on the same ports. This
 * process answers no request.
 * @returns the exit code
 */
export async function serveWithWorkers(options: {
  readonly config: Config;
  readonly stop: AbortSignal;
  readonly drainSeconds: number;
  readonly log: Log;
}): Promise<number> {
  const { config, stop, drainSeconds, log } = options;
  const { host, port, metrics, shutdownSeconds } = config;
  // All workers, also those that are started later, must choose the same port.
  const chosenPort = port === 0 ? await freePortOf(host) : port;
  const metricsPort = metrics.listen?.port === 0 && (await freePortOf(metrics.listen.host));
  const supervisor = superviseWorkers({
    count: config.workers,
    startWorker: createWorkerStart(
      [...process.argv.slice(2), '--port', String(chosenPort)],
      metricsPort === false ? {} : { KEYPLANE_METRICS_PORT: String(metricsPort) },
    ),
    stop,
    stopWithinMillis:
      drainSeconds * 1000 + shutdownBudget(shutdownSeconds).wholeMillis + SPARE_MILLIS,
    log,
    metrics: createMetrics({ ofProcess: true }),
  });
  // A second signal ends this process at once.
  process.once('exit', supervisor.killAll);
  if (config.tls !== null || config.termsFile !== null) {
    process.on('SIGHUP', () => supervisor.signal('SIGHUP'));
  }
  const exitCode = await supervisor.ended;
  log.info({ exit_code: exitCode }, 'all workers have stopped');
  return exitCode;
}

async function freePortOf(host: string): Promise<number> {
  const server = createServer().listen({ host, port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
