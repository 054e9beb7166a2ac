import type { Fault, Kill, Misfortune, Occasion } from './fault';
import type { RequestLine } from './http-message';

/** What is due at one request. */
export interface Due {
  readonly fault: Fault | undefined;
  readonly kills: readonly Kill[];
}

/** Counts the requests of one run of terraform against what is planned for it. */
export interface MisfortuneSchedule {
  next(request: RequestLine): Due;
}

export function createMisfortuneSchedule({ faults, kills }: Misfortune): MisfortuneSchedule {
  const seen = { requests: 0, writes: 0 };
  return {
    next(request) {
      const isCounted = { requests: true, writes: isWrite(request) };
      if (isCounted.requests) seen.requests += 1;
      if (isCounted.writes) seen.writes += 1;
      const isDue = ({ among, n }: Occasion) => isCounted[among] && seen[among] === n;
      return {
        fault: faults.find(isDue)?.fault,
        kills: kills.filter(isDue).map(({ kill }) => kill),
      };
    },
  };
}

/** Confirmations, claims and questions change nothing that a lost answer could leave behind. */
export function isWrite({ method, path }: RequestLine): boolean {
  return (
    method !== 'GET' &&
    !/^\/(v1\/creations\/confirm|v1\/keys\/\w+\/claim|v1\/usage\/query|oauth2\/)/.test(path)
  );
}

export function isCreate({ method, path }: RequestLine): boolean {
  return method === 'POST' && /^\/v1\/[a-z-]+$/.test(path);
}

export function isRotation({ method, path }: RequestLine): boolean {
  return method === 'POST' && path.endsWith('/rotate');
}
