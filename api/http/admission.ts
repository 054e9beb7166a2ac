import { Failure } from '../domain/failure';
import type { Caller } from '../domain/principal';
import { createFairLine, type FairLine } from '../lib/fair-line';

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
 * other changes does not delay a revocation. Teams take turns, and if no more requests may wait, a team that
 * has fewer of them than another one takes over a place. So a flood of one team does not delay the others.
 */
export interface Admission {
  /** Before a request is read. @throws Failure `unavailable` if it could not wait */
  requireRoom(kind: RequestKind, by: Waiter): void;
  /** @throws Failure `unavailable` if it could not wait, or has waited for too long */
  run<T>(kind: RequestKind, by: Waiter, work: () => Promise<T>): Promise<T>;
  /** How many requests wait. */
  waiting(): number;
}

/** Whose request waits; `undefined` for a request that needs no credentials. */
export type Waiter = Pick<Caller, 'principal'> | undefined;

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
        'Wait for the number of seconds in Retry-After, then repeat the request.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    );
  }

  function requireRoom(kind: RequestKind, by: Waiter): void {
    const { running, limit, waiting } = lines[kind];
    if (running < limit || waiting.size < mostWaiting || waiting.mayDisplace(groupOf(by))) return;
    throw full();
  }

  const full = () => refusal(`${mostWaiting} requests of this kind are already waiting`);

  function turn({ waiting }: Line, group: string): Promise<void> {
    if (waiting.size >= mostWaiting) waiting.displace(group)?.refuse();
    return new Promise((resolve, reject) => {
      const request = {
        begin(): void {
          clearTimeout(timer);
          resolve();
        },
        refuse(): void {
          clearTimeout(timer);
          reject(full());
        },
      };
      const timer = setTimeout(() => {
        waiting.remove(group, request);
        reject(refusal(`this request has waited ${WAIT_MILLIS / 1000} seconds for its turn`));
      }, WAIT_MILLIS).unref();
      waiting.add(group, request);
    });
  }

  return {
    requireRoom,
    async run(kind, by, work) {
      requireRoom(kind, by);
      const line = lines[kind];
      if (line.running < line.limit) line.running += 1;
      else await turn(line, groupOf(by));
      try {
        return await work();
      } finally {
        passOn(line);
      }
    },
    waiting: () => Object.values(lines).reduce((sum, { waiting }) => sum + waiting.size, 0),
  };
}

/** The requests of a team wait together. The operator, and requests without credentials, each count as one team. */
function groupOf(by: Waiter): string {
  return by === undefined ? 'anonymous' : (by.principal.teamId ?? by.principal.kind);
}

interface WaitingRequest {
  begin(): void;
  refuse(): void;
}

interface Line {
  readonly limit: number;
  running: number;
  readonly waiting: FairLine<WaitingRequest>;
}

function createLine(limit: number): Line {
  return { limit, running: 0, waiting: createFairLine() };
}

/** The turn goes to the request that has waited longest of the team whose turn it is, if one waits. */
function passOn(line: Line): void {
  const next = line.waiting.next();
  if (next === undefined) line.running -= 1;
  else next.begin();
}
