/**
 * Begins at most `limit` pieces of work in each turn of the event loop. The others follow in later turns, in
 * their order. So a flood of such work cannot keep other work of the same process waiting for long.
 */
export function fewEachTurn(limit: number): (work: () => void) => void {
  let waiting: (() => void)[] = [];
  let left = limit;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(beginTurn);
  }

  function beginTurn(): void {
    isScheduled = false;
    const begun = waiting.slice(0, limit);
    waiting = waiting.slice(limit);
    left = limit - begun.length;
    if (begun.length > 0) schedule();
    for (const work of begun) work();
  }

  return (work) => {
    schedule();
    if (left === 0 || waiting.length > 0) return void waiting.push(work);
    left -= 1;
    work();
  };
}
