import { readPromptly } from './read-promptly';

/**
 * Reads many things in one statement. Requests that come in one turn of the event loop, or while
 * earlier reads are in progress, are read together. Under load, a read then costs each caller
 * little. A single read does not wait. While the database reads one batch, the results of another
 * are processed. A slow read stops counting as in progress, so stuck reads do not delay the next
 * ones.
 * @param readMany reads all of them at once; what does not exist is absent from its answer
 */
export function createBatchedRead<V>(
  readMany: (keys: readonly string[]) => Promise<ReadonlyMap<string, V>>,
): (key: string) => Promise<V | undefined> {
  let waiting = new Map<string, Asker<V>[]>();
  let underWay = 0;
  let begun = false;

  function begin(): void {
    if (begun || underWay === MOST_UNDER_WAY || waiting.size === 0) return;
    begun = true;
    setImmediate(() => {
      begun = false;
      underWay += 1;
      let counted = true;
      const countNoMore = (): void => {
        if (!counted) return;
        counted = false;
        underWay -= 1;
        begin();
      };
      const slow = setTimeout(countNoMore, SLOW_MILLIS);
      void readWaiting().finally(() => {
        clearTimeout(slow);
        countNoMore();
      });
    });
  }

  async function readWaiting(): Promise<void> {
    const asked = new Map([...waiting].slice(0, MOST_AT_ONCE));
    waiting = new Map([...waiting].slice(MOST_AT_ONCE));
    try {
      const found = await readPromptly(() => readMany([...asked.keys()]));
      for (const [key, askers] of asked) for (const { resolve } of askers) resolve(found.get(key));
    } catch (error) {
      for (const askers of asked.values()) for (const { reject } of askers) reject(error);
    }
  }

  return (key) =>
    new Promise((resolve, reject) => {
      const askers = waiting.get(key) ?? [];
      askers.push({ resolve, reject });
      waiting.set(key, askers);
      begin();
    });
}

interface Asker<V> {
  readonly resolve: (value: V | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/** As many as SQLite has connections that read. */
const MOST_UNDER_WAY = 3;

/** Ordinary reads take a few milliseconds. */
const SLOW_MILLIS = 250;

/** The first answers are sent while others are still being read. */
const MOST_AT_ONCE = 8;
