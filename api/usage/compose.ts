import type { Database } from '../database/database';
import { daysBefore } from '../domain/instant';
import type { SliceParts } from '../http/slice';
import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';
import type { Tracing } from '../tracing/tracing';
import { createKnexUsageStore } from './usage-store';
import type { UsageLedger } from './usage';
import type { UsedKeys } from './used-keys';
import { USAGE_DAYS } from './usage-days';
import { createUsageReportService } from './usage-report-service';
import { createUsageEndpoints } from './usage-routes';
import { createUsageService, type UsageService } from './usage-service';

/** Counts which caller used which key, and how often. */
export function composeUsage({ database, clock }: Pick<SliceParts, 'database' | 'clock'>) {
  const store = createKnexUsageStore(database);
  const ledger: UsageLedger = store;
  return {
    endpoints: createUsageEndpoints(createUsageReportService({ store, clock })),
    purge: [() => store.purge(daysBefore(clock.now(), USAGE_DAYS))],
    ledger,
  };
}

/** Counts uses, which only a server does, and reports to `/metrics` and the log. */
export function composeUsageCounting({
  database,
  keys,
  ledger,
  creations,
  log,
  metrics,
  tracing,
}: Pick<Parameters<typeof createUsageService>[0], 'ledger' | 'creations'> & {
  readonly database: Database;
  readonly keys: { readonly reads: UsedKeys };
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'gauge' | 'counter'>;
  readonly tracing: Tracing;
}): UsageService {
  const failedFlushes = metrics.counter({
    name: 'keyplane_usage_flush_failures_total',
    help: 'Number of times that uses of keys could not be written. They are kept and written later.',
  });
  const usage = createUsageService({
    store: keys.reads,
    ledger,
    unitOfWork: database,
    creations,
    tracing,
    onError(error) {
      failedFlushes.add();
      log.error(
        { err: error },
        'uses of keys could not be written; they are kept and written later',
      );
    },
  });
  metrics.gauge({
    name: 'keyplane_usage_pending_rows',
    help: 'Uses of keys, by key and caller, that wait to be written.',
    read: () => usage.pendingRows,
  });
  return usage;
}
