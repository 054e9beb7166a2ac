import type { Config } from '../app/config';
import type { MetricsEndpoint } from '../http/metrics-endpoint';
import { startMetricsServer, type MetricsServer } from '../http/metrics-server';
import type { Log } from '../operations/log';
import { CommandFailure, EXIT_CODE } from './exit-code';

/** Serves metrics on a port of their own, if there is one. */
export async function listenForMetrics(
  { metrics: { listen } }: Config,
  scraped: MetricsEndpoint,
  log: Log,
): Promise<MetricsServer | undefined> {
  if (listen === null) return undefined;
  const server = await startMetricsServer(listen, scraped).catch((cause: unknown) => {
    throw new CommandFailure(
      EXIT_CODE.config,
      `Metrics cannot listen on port ${listen.port} of ${listen.host}. Change KEYPLANE_METRICS_PORT ` +
        'or KEYPLANE_METRICS_HOST.',
      { cause },
    );
  });
  log.info({ url: server.url }, 'metrics listening');
  return server;
}
