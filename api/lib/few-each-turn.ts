import { createFairLine } from './fair-line';

/**
 * Begins at most `limit` pieces of work in each turn of the event loop. The others follow in later turns, so
 * a flood of such work cannot keep other work of the same process waiting for long. Groups take turns, so a
 * flood of one group does not delay the work of another one. Within a group, work keeps its order.
 * @returns a function that is given the work. Only if the work must wait is it asked for its group.
 */
export function fewEachTurn(limit: number): (work: () => void, groupOf: () => string) => void {
  const waiting = createFairLine<() => void>();
  let left = limit;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(beginTurn);
  }

  function beginTurn(): void {
    isScheduled = false;
    const begun: (() => void)[] = [];
    while (begun.length < limit) {
      const work = waiting.next();
      if (work === undefined) break;
      begun.push(work);
    }
    left = limit - begun.length;
    if (begun.length > 0) schedule();
    for (const work of begun) work();
  }

  return (work, groupOf) => {
    schedule();
    if (left === 0 || waiting.size > 0) return waiting.add(groupOf(), work);
    left -= 1;
    work();
  };
}
