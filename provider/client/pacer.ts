/** Runs at most `limit` tasks at once; the others wait for their turn in order. */
export function createPacer(limit: number) {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async function paced<T>(task: () => Promise<T>): Promise<T> {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
