import type { Metrics } from '../operations/metrics';
import { startRecurring, type Recurring } from '../lib/recurring';
import type { ChangeFeed } from './change-feed';
import type { Database } from './database';
import type { DatabaseTrouble } from './dialects/database-trouble';

const EVERY_MILLIS = 5000;

const TROUBLES: Readonly<Record<DatabaseTrouble, { name: string; help: string }>> = {
  lock_timeout: {
    name: 'keyplane_database_lock_timeouts_total',
    help: 'Statements that gave up because a row stayed locked.',
  },
  connection_abandoned: {
    name: 'keyplane_database_connections_abandoned_total',
    help: 'Connections to the database that stopped answering and were given up.',
  },
  no_connection: {
    name: 'keyplane_database_pool_failures_total',
    help: 'Attempts to get a database connection that failed or took too long.',
  },
};

/** Shows what goes wrong between Keyplane and its database, and who waits there. */
export function showDatabase(dependencies: {
  database: Pick<Database, 'onTrouble' | 'waiting' | 'inUse' | 'dialect' | 'knex'>;
  metrics: Metrics;
}): Recurring {
  const { database, metrics } = dependencies;
  const counters = new Map(
    Object.entries(TROUBLES).map(([trouble, options]) => [trouble, metrics.counter(options)]),
  );
  database.onTrouble((trouble) => counters.get(trouble)?.add());
  metrics.gauge({
    name: 'keyplane_database_pool_waiting',
    help: 'Requests and tasks that wait for a database connection.',
    read: () => database.waiting(),
  });
  metrics.gauge({
    name: 'keyplane_database_pool_in_use',
    help: 'Database connections that are in use by requests and tasks.',
    read: () => database.inUse(),
  });

  let lockWaits = 0;
  metrics.gauge({
    name: 'keyplane_database_lock_waits',
    help: 'Statements in the database that wait for a lock, measured every 5 seconds.',
    across: 'max',
    read: () => lockWaits,
  });
  return startRecurring({
    everyMillis: EVERY_MILLIS,
    async run() {
      lockWaits = await database.dialect.countLockWaits(database.knex);
    },
    // The error that prevents the count is counted and logged elsewhere.
    onError: () => undefined,
  });
}

/** Whether the change feed is current, and how often it stopped being current. */
export function createFeedMetrics(
  metrics: Metrics,
  feed: () => Pick<ChangeFeed, 'lagSeconds'> | undefined,
): { outage(): void; over(): void } {
  let current = 1;
  const outages = metrics.counter({
    name: 'keyplane_change_feed_outages_total',
    help: 'Number of times that notifications of database changes stopped arriving.',
  });
  metrics.gauge({
    name: 'keyplane_change_feed_current',
    help:
      '1 while notifications of database changes arrive; 0 while every request reads the ' +
      'database.',
    across: 'min',
    read: () => current,
  });
  metrics.gauge({
    name: 'keyplane_change_feed_lag_seconds',
    help:
      'Time since the last read of database changes that succeeded. It grows while changes do not ' +
      'arrive.',
    across: 'max',
    read: () => feed()?.lagSeconds() ?? 0,
  });
  return {
    outage() {
      current = 0;
      outages.add();
    },
    over() {
      current = 1;
    },
  };
}
