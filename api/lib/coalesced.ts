/**
 * Runs `run` for all callers, one at a time. A caller who asks while one is in progress shares the next one
 * with all the others, because the one in progress may have begun too early for them. `run` must not fail.
 */
export function coalesced(run: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  let following: Promise<void> | undefined;

  function start(): Promise<void> {
    following = undefined;
    underWay = run().finally(() => (underWay = undefined));
    return underWay;
  }

  return () => {
    if (underWay === undefined) return start();
    following ??= underWay.then(start);
    return following;
  };
}
