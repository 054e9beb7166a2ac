/** Attempts that one worker has counted, for the other workers of the server to count as well. */
export interface CountedAttempts {
  readonly limit: string;
  readonly who: string;
  readonly attempts: number;
}

export interface SiblingAttempts {
  /** Counts what another worker has counted. */
  heard(attempts: readonly CountedAttempts[]): void;
}

type Count = (who: string, attempts: number) => void;

const EVERY_MILLIS = 100;

let sharing: { counters: Map<string, Count>; waiting: Map<string, CountedAttempts> } | undefined;

/**
 * Makes the throttles that this process creates from now on count together with those of the other
 * workers. They learn of each other's attempts ten times a second, so no request waits for them. A
 * process has one such connection, because all of its throttles have the same siblings.
 */
export function shareAttempts(
  tell: (attempts: readonly CountedAttempts[]) => void,
): SiblingAttempts {
  const counters = new Map<string, Count>();
  const waiting = new Map<string, CountedAttempts>();
  sharing = { counters, waiting };
  setInterval(() => {
    if (waiting.size === 0) return;
    tell([...waiting.values()]);
    waiting.clear();
  }, EVERY_MILLIS).unref();
  return {
    heard(attempts) {
      for (const { limit, who, attempts: count } of attempts) counters.get(limit)?.(who, count);
    },
  };
}

/**
 * @param count counts what another worker has counted
 * @returns tells the other workers what this one has counted
 */
export function joinSiblings(limit: string, count: Count): Count {
  const joined = sharing;
  if (joined === undefined) return () => undefined;
  joined.counters.set(limit, count);
  return (who, attempts) => {
    const key = `${limit} ${who}`;
    const before = joined.waiting.get(key)?.attempts ?? 0;
    joined.waiting.set(key, { limit, who, attempts: before + attempts });
  };
}
