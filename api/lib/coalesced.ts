/**
 * Runs `run` for all callers, one at a time: a caller who asks while one is under way shares the next with
 * all the others, as the one under way may have begun too early to be of use to them. `run` must
 * not fail.
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
