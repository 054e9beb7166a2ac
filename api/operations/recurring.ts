export interface Recurring {
  /** Starts no more runs, and resolves when the one under way has ended. */
  close(): Promise<void>;
}

/** Runs `run` again and again, `everyMillis` apart and never twice at once; keeps no process alive. */
export function startRecurring(dependencies: {
  readonly run: () => Promise<void>;
  readonly everyMillis: number;
  readonly onError: (error: unknown) => void;
}): Recurring {
  const { run, everyMillis, onError } = dependencies;
  let underWay: Promise<void> | undefined;
  const timer = setInterval(() => {
    underWay ??= run()
      .catch(onError)
      .finally(() => {
        underWay = undefined;
      });
  }, everyMillis);
  timer.unref();
  return {
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}
