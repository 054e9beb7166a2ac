/** Work that nobody waits for, until the process ends. */
export interface BackgroundWork {
  begin(work: () => Promise<unknown>): void;
  /** Resolves once everything that was begun has ended. */
  close(): Promise<void>;
}

export function createBackgroundWork(onError: (error: unknown) => void): BackgroundWork {
  const underWay = new Set<Promise<void>>();
  return {
    begin(work) {
      const done = work()
        .then(() => undefined, onError)
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async close() {
      await Promise.all(underWay);
    },
  };
}
