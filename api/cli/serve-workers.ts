import type { Config } from '../app/config';
import { createMetricsEndpoint } from '../http/metrics-endpoint';
import type { Log } from '../operations/log';
import { createMetrics, EXPOSITION_TYPE } from '../operations/metrics';
import { startDealer } from '../workers/dealer';
import { superviseWorkers } from '../workers/supervisor';
import { createWorkerStart } from '../workers/worker-start';
import { listenForMetrics } from './metrics-listening';
import { shutdownBudget } from './shutdown-deadline';

/** Workers end by their own deadline, unless they hang. */
const SPARE_MILLIS = 2000;

/**
 * Serves with several workers. Each worker is a `keyplane serve` of its own. This process accepts
 * connections and answers no request but those for metrics on a port of their own.
 * @returns the exit code
 */
export async function serveWithWorkers(options: {
  readonly config: Config;
  readonly stop: AbortSignal;
  readonly drainSeconds: number;
  readonly log: Log;
}): Promise<number> {
  const { config, stop, drainSeconds, log } = options;
  const { wholeMillis } = shutdownBudget(config.shutdownSeconds);
  const dealer = await startDealer(config);
  const supervisor = superviseWorkers({
    count: config.workers,
    dealer,
    startWorker: createWorkerStart([...process.argv.slice(2), '--port', String(dealer.port)]),
    stop,
    stopWithinMillis: drainSeconds * 1000 + wholeMillis + SPARE_MILLIS,
    log,
    // Nobody sees the event loop of this process.
    metrics: createMetrics({ ofProcess: true, eventLoopEveryMillis: 1000 }),
  });
  // A second signal ends this process at once.
  process.once('exit', supervisor.killAll);
  if (config.tls !== null || config.termsFile !== null) {
    process.on('SIGHUP', () => supervisor.signal('SIGHUP'));
  }
  const summed = {
    exposition: async () => ({
      contentType: EXPOSITION_TYPE,
      body: await supervisor.exposition(),
    }),
  };
  const token = config.metrics.token?.reveal() ?? null;
  const scraped = createMetricsEndpoint(summed, token, () => config.issuer);
  const metricsServer = await listenForMetrics(config, scraped, log);
  const exitCode = await supervisor.ended;
  await metricsServer?.close();
  log.info({ exit_code: exitCode }, 'all workers have stopped');
  return exitCode;
}
