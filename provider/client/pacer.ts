/**
 * Runs at most `limit` tasks at once; the others wait for their turn in order. A task whose signal
 * aborts while it waits never runs: it rejects at once with the signal's reason.
 */
export function createPacer(limit: number) {
  const waiting = new Set<() => void>();
  let running = 0;

  function passOn(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  function turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        waiting.delete(take);
        reject(signal.reason as Error);
      };
      const take = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      waiting.add(take);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  return async function paced<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (running >= limit) await turn(signal);
    else running += 1;
    try {
      return await task();
    } finally {
      passOn();
    }
  };
}
