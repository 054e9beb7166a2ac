/**
 * Hands over together what was added until `schedule` comes to run it. What follows one piece of
 * work then follows it for all, while the processor still has at hand what that takes.
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
