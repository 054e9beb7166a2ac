/**
 * Collects items until `schedule` runs, and then passes all of them on together. The processor's caches then
 * still have the code and data that this work needs.
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
