export interface Recurring {
  /** Starts no more runs, and resolves when the run in progress has ended. */
  close(): Promise<void>;
}

/**
 * Runs `run` again and again, `everyMillis` apart and never twice at once. Does not keep the process alive.
 * `atOnce`: the first time is now, because a server that restarts often may not live for `everyMillis`.
 */
export function startRecurring(dependencies: {
  readonly run: () => Promise<void>;
  readonly everyMillis: number;
  readonly onError: (error: unknown) => void;
  readonly atOnce?: boolean;
}): Recurring {
  const { run, everyMillis, onError, atOnce } = dependencies;
  let underWay: Promise<void> | undefined;
  const runUnlessUnderWay = (): void => {
    underWay ??= run()
      .catch(onError)
      .finally(() => {
        underWay = undefined;
      });
  };
  const timer = setInterval(runUnlessUnderWay, everyMillis);
  timer.unref();
  if (atOnce) runUnlessUnderWay();
  return {
    async close() {
      clearInterval(timer);
      await underWay;
    },
  };
}
