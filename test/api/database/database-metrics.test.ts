import type { Database } from '../../../api/database/database';
import { createFeedMetrics, showDatabase } from '../../../api/database/database-metrics';
import type { OnTrouble } from '../../../api/database/dialects/database-trouble';
import { createMetrics } from '../../../api/operations/metrics';

it('shows what goes wrong with the database, and who waits for a connection', async () => {
  const metrics = createMetrics();
  const listeners: OnTrouble[] = [];
  const database: Pick<Database, 'onTrouble' | 'waiting' | 'inUse' | 'dialect' | 'knex'> = {
    ...({} as Pick<Database, 'dialect' | 'knex'>),
    onTrouble: (listener) => void listeners.push(listener),
    waiting: () => 7,
    inUse: () => 3,
  };
  const shown = showDatabase({ database, metrics });
  for (const listener of listeners) {
    listener('lock_timeout');
    listener('connection_abandoned');
    listener('connection_abandoned');
    listener('no_connection');
  }
  const { body } = await metrics.exposition();
  expect(body).toMatch(/^keyplane_database_lock_timeouts_total 1$/m);
  expect(body).toMatch(/^keyplane_database_connections_abandoned_total 2$/m);
  expect(body).toMatch(/^keyplane_database_pool_failures_total 1$/m);
  expect(body).toMatch(/^keyplane_database_pool_waiting 7$/m);
  expect(body).toMatch(/^keyplane_database_pool_in_use 3$/m);
  expect(body).toMatch(/^keyplane_database_lock_waits 0$/m);
  await shown.close();
});

it('shows whether changes are heard, and how often they were not', async () => {
  const metrics = createMetrics();
  const feed = createFeedMetrics(metrics, () => ({ lagSeconds: () => 4.5 }));
  feed.outage();
  expect((await metrics.exposition()).body).toMatch(/^keyplane_change_feed_current 0$/m);
  feed.over();
  const { body } = await metrics.exposition();
  expect(body).toMatch(/^keyplane_change_feed_current 1$/m);
  expect(body).toMatch(/^keyplane_change_feed_outages_total 1$/m);
  expect(body).toMatch(/^keyplane_change_feed_lag_seconds 4\.5$/m);
});
