/**
 * Passes on together what was added until `schedule` runs it. The follow-up work then runs for all of it at
 * once, while the processor's caches still have what that takes.
 */
export function gathered<T>(
  schedule: (run: () => void) => void,
  handle: (all: readonly T[]) => void,
): (item: T) => void {
  let waiting: T[] = [];

  function run(): void {
    const all = waiting;
    waiting = [];
    handle(all);
  }

  return (item) => {
    if (waiting.push(item) === 1) schedule(run);
  };
}
