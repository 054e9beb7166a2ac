import type { Clock } from '../domain/clock';
import type { Metrics } from '../operations/metrics';
import type { MailBacklog, OutboxStore } from './outbox-store';

/**
 * Shows in `/metrics` how much mail waits. All replicas share one queue, so each shows the same.
 * @returns a function that counts again; before its first call, the gauges are 0
 */
export function createBacklogGauges(dependencies: {
  readonly store: Pick<OutboxStore, 'backlog'>;
  readonly metrics: Pick<Metrics, 'gauge'>;
  readonly clock: Clock;
}): () => Promise<void> {
  const { store, metrics, clock } = dependencies;
  let backlog: MailBacklog = { waiting: 0, oldestAt: null };

  metrics.gauge({
    name: 'keyplane_mail_queue_length',
    help: 'Number of mails that wait to be sent, of all replicas together.',
    across: 'max',
    read: () => backlog.waiting,
  });
  metrics.gauge({
    name: 'keyplane_mail_queue_oldest_seconds',
    help: 'How long the oldest mail that waits to be sent has waited.',
    across: 'max',
    read: () =>
      backlog.oldestAt === null ? 0 : (clock.now().getTime() - backlog.oldestAt.getTime()) / 1000,
  });

  return async () => {
    backlog = await store.backlog();
  };
}
