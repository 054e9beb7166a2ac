export interface Running {
  stop(): Promise<void>;
}

export type Keep = <R extends Running>(starting: R | Promise<R>) => Promise<R>;

/** Stops everything that `work` has started, the latest first, however `work` ends. */
export async function withRunning<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const running: Running[] = [];
  try {
    return await work(async (starting) => {
      const started = await starting;
      running.push(started);
      return started;
    });
  } finally {
    for (const started of running.reverse()) await started.stop();
  }
}
