/** What the process is doing at the deadline. */
export type ShutdownStep =
  'starting' | 'answering' | 'writing what is pending' | 'closing the database' | 'sending traces';

/**
 * Ends the process within the time that its supervisor allows after a signal, even if something hangs. A
 * supervisor that has waited too long kills the process, and then nothing reports what was lost.
 */
export interface ShutdownDeadline {
  /** How long requests may take to finish. */
  readonly requestMillis: number;
  begin(step: ShutdownStep): void;
}

/** Enough to write the pending counts, even if the setting allows no time at all. */
const LEAST_MILLIS = 1000;
/** Enough to write what is pending and to close the database. */
const CLOSING_MILLIS = 2000;

export interface ShutdownBudget {
  readonly wholeMillis: number;
  readonly requestMillis: number;
}

/** Up to half of the time is for closing: requests that never end must not use it up. */
export function shutdownBudget(seconds: number): ShutdownBudget {
  const given = seconds * 1000;
  const wholeMillis = Math.max(given, LEAST_MILLIS);
  return { wholeMillis, requestMillis: given - Math.min(CLOSING_MILLIS, given / 2) };
}

/** @param expired called at the deadline. It must end the process. */
export function startShutdownDeadline(options: {
  stop: AbortSignal;
  /** The period before `seconds`, which are counted from its end. */
  drainSeconds: number;
  seconds: number;
  expired: (during: ShutdownStep) => void;
}): ShutdownDeadline {
  const { stop, drainSeconds, seconds, expired } = options;
  const { wholeMillis, requestMillis } = shutdownBudget(seconds);
  let during: ShutdownStep = 'starting';
  const start = () => {
    // A server that has not begun to answer has no requests to wait for.
    const drainMillis = during === 'starting' ? 0 : drainSeconds * 1000;
    setTimeout(() => expired(during), drainMillis + wholeMillis).unref();
  };
  if (stop.aborted) start();
  else stop.addEventListener('abort', start, { once: true });
  return {
    requestMillis,
    begin(step) {
      during = step;
    },
  };
}
