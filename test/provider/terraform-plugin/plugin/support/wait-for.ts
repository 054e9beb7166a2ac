import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 5;
const patienceMs = 20_000;

/** Waits until a condition holds. Throws if it does not hold in time. */
export async function waitFor(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain for: ${condition}`);
    await sleep(pollMs);
  }
}
