/**
 * Runs at most this many pieces of work at once. The others wait for their turn, in order. So an endpoint
 * without credentials takes that many of the database's connections, however many clients ask.
 */
export function atMost(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let underWay = 0;

  function turn(): Promise<void> {
    if (underWay < limit) {
      underWay += 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function next(): void {
    const first = waiting.shift();
    if (first === undefined) underWay -= 1;
    else first();
  }

  return async (work) => {
    await turn();
    try {
      return await work();
    } finally {
      next();
    }
  };
}
