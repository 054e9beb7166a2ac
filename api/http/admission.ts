import { Failure } from '../domain/failure';

/** What a request to the management API does. Each kind waits in a line of its own. */
export type RequestKind = 'read' | 'change' | 'end';

/** Enough for fifty Terraform runs at once, which send ten requests each. */
export const DEFAULT_MANAGEMENT_QUEUE = 500;

/** How many requests of each kind use the database at once. */
export type AtOnce = Readonly<Record<RequestKind, number>>;

/**
 * Lets a few requests at once use the database, and a limited number wait for their turn. Requests beyond
 * that are refused at once, so memory and waiting times stay bounded however many clients ask.
 * Verifications do not pass here. Requests that end access have turns of their own, so a flood of
 * other changes does not delay a revocation.
 */
export interface Admission {
  /** Before a request is read. @throws Failure `unavailable` if it could not wait */
  requireRoom(kind: RequestKind): void;
  /** @throws Failure `unavailable` if it could not wait, or has waited for too long */
  run<T>(kind: RequestKind, work: () => Promise<T>): Promise<T>;
  /** How many requests wait. */
  waiting(): number;
}

/** Longer than a client should wait before it asks again. */
const WAIT_MILLIS = 5000;
const RETRY_AFTER_SECONDS = 2;

export function createAdmission(options: {
  readonly atOnce: AtOnce;
  /** At most this many requests of each kind wait. */
  readonly mostWaiting: number;
  readonly onRefused: () => void;
}): Admission {
  const { atOnce, mostWaiting, onRefused } = options;
  const lines: Readonly<Record<RequestKind, Line>> = {
    read: createLine(atOnce.read),
    change: createLine(atOnce.change),
    end: createLine(atOnce.end),
  };

  function refusal(why: string): Failure {
    onRefused();
    return new Failure(
      'unavailable',
      `Keyplane has more requests than it can answer: ${why}. It did nothing with this request. ` +
        'Repeat the request after the seconds in Retry-After.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  function requireRoom(kind: RequestKind): void {
    const { running, limit, waiting } = lines[kind];
    if (running < limit || waiting.size < mostWaiting) return;
    throw refusal(`${mostWaiting} of this kind wait already`);
  }

  function turn(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        line.waiting.delete(take);
        reject(refusal(`this one has waited ${WAIT_MILLIS / 1000} seconds for its turn`));
      }, WAIT_MILLIS).unref();
      line.waiting.add(take);
    });
  }

  return {
    requireRoom,
    async run(kind, work) {
      requireRoom(kind);
      const line = lines[kind];
      if (line.running < line.limit) line.running += 1;
      else await turn(line);
      try {
        return await work();
      } finally {
        passOn(line);
      }
    },
    waiting: () => Object.values(lines).reduce((sum, { waiting }) => sum + waiting.size, 0),
  };
}

interface Line {
  readonly limit: number;
  running: number;
  /** In the order in which they came. */
  readonly waiting: Set<() => void>;
}

function createLine(limit: number): Line {
  return { limit, running: 0, waiting: new Set() };
}

/** The turn goes to the request that has waited longest, if one waits. */
function passOn(line: Line): void {
  const [next] = line.waiting;
  if (next === undefined) {
    line.running -= 1;
    return;
  }
  line.waiting.delete(next);
  next();
}
