import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const WATCH_MILLIS = 200;
const PATIENCE_MILLIS = 5000;
const IDLE_SHARE = 0.9;

/**
 * Lets a server finish what the last load left behind, such as writing down its uses, so that it
 * does not slow down the next round. Gives up if other programs keep the machine busy.
 */
export async function untilIdle(): Promise<void> {
  const givesUpMs = performance.now() + PATIENCE_MILLIS;
  let before = ticks();
  while (performance.now() < givesUpMs) {
    await sleep(WATCH_MILLIS);
    const now = ticks();
    if ((now.idle - before.idle) / (now.all - before.all) >= IDLE_SHARE) return;
    before = now;
  }
}

function ticks(): { idle: number; all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.idle + times.user + times.sys + times.nice + times.irq;
  }
  return { idle, all };
}
