const TICK_MILLIS = 10;

/**
 * Measures the time in which this process could work. If the machine is too busy to let it, ticks are
 * late and fewer, so a limit is not exceeded for that reason alone.
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
