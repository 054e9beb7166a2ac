import type { ChangeFeed } from '../database/change-feed';
import type { Database } from '../database/database';
import { createDatabaseGauges } from '../database/database-gauges';
import { createFeedMetrics, showDatabase } from '../database/database-metrics';
import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';

/** What `/metrics` and the log report about the database, and the changes that are heard from it. */
export function reportDatabase(dependencies: {
  readonly database: Database;
  readonly log: Log;
  readonly metrics: Metrics;
}): { readonly feed: ChangeFeed; close(): void } {
  const { database, log, metrics } = dependencies;
  const databaseMetrics = showDatabase({ database, metrics });
  const feedMetrics = createFeedMetrics(metrics, () => feed);
  const feed: ChangeFeed = database.followChanges({
    onOutage(error) {
      feedMetrics.outage();
      log.warn(
        { err: error },
        'notifications of database changes do not arrive, so every request reads the database',
      );
    },
    onRecovery() {
      feedMetrics.over();
      log.info({}, 'notifications of database changes arrive again');
    },
  });
  createDatabaseGauges(database, metrics);
  return { feed, close: () => void databaseMetrics.close() };
}
