import type { Fault, Kill, Misfortune, Occasion } from './fault';
import type { RequestLine } from './http-message';

/** The faults and kills that are due at one request. */
export interface Due {
  readonly fault: Fault | undefined;
  readonly kills: readonly Kill[];
}

/** Counts the requests of one run of terraform, and tells which planned fault is due. */
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

/**
 * Confirmations, leases, claims, dry runs and questions leave nothing behind when their answer is
 * lost. Every plan sends dry runs: if they counted, most faults would strike before the first create.
 */
export function isWrite({ method, path }: RequestLine): boolean {
  return (
    method !== 'GET' &&
    !/^\/(v1\/(creations\/confirm|runs\/|dry-runs|keys\/\w+\/claim|usage\/query)|oauth2\/)/.test(
      path,
    )
  );
}

export function isCreate(request: RequestLine): boolean {
  return request.method === 'POST' && /^\/v1\/[a-z-]+$/.test(request.path) && isWrite(request);
}

export function isRotation({ method, path }: RequestLine): boolean {
  return method === 'POST' && path.endsWith('/rotate');
}
