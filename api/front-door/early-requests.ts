import type { RequestListener } from 'node:http';

/**
 * A proxy that does not ask `/readyz` sends requests as soon as the port is open. Most starts take less than
 * this, so these requests are answered. It is less than the 3 s after which a start without its database
 * fails, because a failed start answers nothing.
 */
const WAIT_FOR_START_MS = 2500;

export interface EarlyRequests {
  readonly receive: RequestListener;
  /** Passes the requests that still wait to the application. */
  passTo(application: RequestListener): void;
}

/** Lets requests wait for the application, and refuses them when the time is up. */
export function createEarlyRequests(
  waitMillis = WAIT_FOR_START_MS,
  refuse: RequestListener,
): EarlyRequests {
  const waiting = new Set<(application: RequestListener) => void>();
  return {
    receive(request, response) {
      const pass = (listener: RequestListener) => {
        clearTimeout(timer);
        waiting.delete(pass);
        listener(request, response);
      };
      const timer = setTimeout(() => pass(refuse), waitMillis);
      waiting.add(pass);
    },
    passTo(application) {
      for (const pass of waiting) pass(application);
    },
  };
}
