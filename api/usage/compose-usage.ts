import type { Log } from '../operations/log';
import type { Metrics } from '../operations/metrics';
import { createUsageService, type UsageService } from './usage-service';

/** The counting of uses, with what `/metrics` and the log tell of it. */
export function composeUsage({
  log,
  metrics,
  ...parts
}: Omit<Parameters<typeof createUsageService>[0], 'onError'> & {
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'gauge' | 'counter'>;
}): UsageService {
  const failedFlushes = metrics.counter({
    name: 'keyplane_usage_flush_failures_total',
    help: 'How often uses of keys could not be written. They are kept and tried again.',
  });
  const usage = createUsageService({
    ...parts,
    onError(error) {
      failedFlushes.add();
      log.error({ err: error }, 'uses of keys could not be written; they are kept and tried again');
    },
  });
  metrics.gauge({
    name: 'keyplane_usage_pending_rows',
    help: 'Uses of keys, by key and caller, that wait to be written.',
    read: () => usage.pendingRows,
  });
  return usage;
}
