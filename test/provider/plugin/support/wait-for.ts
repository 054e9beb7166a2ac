import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 5;

/** Waits until a condition holds; the test's own time limit ends the wait. */
export async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(pollMs);
}
