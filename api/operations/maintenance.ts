import { startRecurring, type Recurring } from '../lib/recurring';
import { NO_TRACING, type Tracing } from '../tracing/tracing';

const EVERY_MILLIS = 3_600_000;

/**
 * Deletes what is too old, at the start and then hourly, so that a server that restarts often deletes it
 * too. Every task deletes by age, so replicas may all do it at once, and one that was down for days leaves
 * nothing behind. A task that fails is reported, and the others run all the same.
 */
export function startMaintenance(dependencies: {
  tasks: readonly (() => Promise<void>)[];
  /** Whether the tasks also run now, which a new database does not need. */
  atOnce?: boolean;
  tracing?: Tracing;
  onError: (error: unknown) => void;
}): Recurring {
  const { tasks, atOnce = true, tracing = NO_TRACING, onError } = dependencies;
  let isClosing = false;
  const recurring = startRecurring({
    run: () =>
      tracing.alone('maintenance', async () => {
        for (const task of tasks) if (!isClosing) await task().catch(onError);
      }),
    everyMillis: EVERY_MILLIS,
    onError,
    atOnce,
  });
  return {
    close() {
      isClosing = true;
      return recurring.close();
    },
  };
}
