const EVERY_MILLIS = 3_600_000;

export interface Maintenance {
  /** Runs every task once; a task that fails is reported, and the others run all the same. */
  runOnce(): Promise<void>;
  close(): void;
}

/**
 * Forgets hourly what has had its time. Every task deletes by age, so replicas may all do it at
 * once, and one that was down for days leaves nothing behind.
 */
export function startMaintenance(dependencies: {
  tasks: readonly (() => Promise<void>)[];
  onError: (error: unknown) => void;
}): Maintenance {
  const { tasks, onError } = dependencies;
  const runOnce = async (): Promise<void> => {
    for (const task of tasks) await task().catch(onError);
  };
  const timer = setInterval(() => void runOnce(), EVERY_MILLIS);
  timer.unref();
  return { runOnce, close: () => clearInterval(timer) };
}
