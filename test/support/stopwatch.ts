const TICK_MILLIS = 10;

/**
 * Measures the time in which this process could run. On a busy machine the ticks are late and fewer, so a
 * test does not exceed a limit only because the machine was busy.
 */
export function startStopwatch(): { stop(): number } {
  let ticks = 0;
  const timer = setInterval(() => {
    ticks += 1;
  }, TICK_MILLIS);
  return {
    /** @returns milliseconds */
    stop() {
      clearInterval(timer);
      return ticks * TICK_MILLIS;
    },
  };
}
