/**
 * Lets at most `limit` pieces of work with the same key run at once. The others wait for their turn
 * in order; what still waits when its signal aborts never runs.
 */
export interface Turns {
  /** Rejects with the reason of the signal if it aborts before the turn has come. */
  run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T>;
}

interface Line {
  running: number;
  readonly waiting: Set<() => void>;
}

export function createTurns(limit: number): Turns {
  const lines = new Map<string, Line>();

  function lineOf(key: string): Line {
    const known = lines.get(key);
    if (known !== undefined) return known;
    const line: Line = { running: 0, waiting: new Set() };
    lines.set(key, line);
    return line;
  }

  function turn({ waiting }: Line, signal: AbortSignal): Promise<void> {
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

  function passOn(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next !== undefined) {
      line.waiting.delete(next);
      return next();
    }
    line.running -= 1;
    if (line.running === 0) lines.delete(key);
  }

  return {
    async run(key, signal, work) {
      signal.throwIfAborted();
      const line = lineOf(key);
      if (line.running < limit) line.running += 1;
      else await turn(line, signal);
      try {
        return await work();
      } finally {
        passOn(key, line);
      }
    },
  };
}
