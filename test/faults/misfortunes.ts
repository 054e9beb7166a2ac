import type { FaultKind, Kill, Misfortune, Victim } from './fault';
import type { Fate } from './faulty-proxy';
import type { RequestLine } from './http-message';
import { createMisfortuneSchedule, isCreate, isRotation } from './misfortune-schedule';

/**
 * The faults that occurred. Other faults did not occur because the run ended before their requests.
 */
export interface MisfortuneCounts {
  readonly requests: number;
  readonly creates: number;
  readonly rotations: number;
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly kills: Readonly<Partial<Record<Victim, number>>>;
}

/** Carries out what is planned for one run of terraform, at the requests that the proxy sees. */
export interface Misfortunes {
  decide(request: RequestLine): Fate;
  readonly counts: MisfortuneCounts;
  /** Cancels the faults that have not occurred yet. */
  end(): void;
}

export type KillVictim = (kill: Kill) => void;

export interface MisfortuneOptions {
  readonly misfortune: Misfortune;
  readonly kill: KillVictim;
  /** Receives each request and what happens to it. */
  readonly note: (line: string) => void;
}

export function createMisfortunes({ misfortune, kill, note }: MisfortuneOptions): Misfortunes {
  const schedule = createMisfortuneSchedule(misfortune);
  const timers = new Set<NodeJS.Timeout>();
  const counts = {
    requests: 0,
    creates: 0,
    rotations: 0,
    faults: {} as Partial<Record<FaultKind, number>>,
    kills: {} as Partial<Record<Victim, number>>,
  };
  let hasEnded = false;

  function carryOut(planned: Kill): void {
    counts.kills[planned.victim] = (counts.kills[planned.victim] ?? 0) + 1;
    kill(planned);
  }

  function arrange(kills: readonly Kill[]): void {
    for (const planned of kills) {
      if (hasEnded) return;
      if (planned.afterMs === 0) {
        carryOut(planned);
        continue;
      }
      const timer = setTimeout(() => {
        timers.delete(timer);
        carryOut(planned);
      }, planned.afterMs);
      timers.add(timer);
    }
  }

  return {
    counts,
    decide(request) {
      if (hasEnded) return UNDISTURBED;
      const { fault, kills } = schedule.next(request);
      counts.requests += 1;
      if (isCreate(request)) counts.creates += 1;
      if (isRotation(request)) counts.rotations += 1;
      if (fault !== undefined) counts.faults[fault.kind] = (counts.faults[fault.kind] ?? 0) + 1;
      const words = [fault?.kind, ...kills.map(({ victim, moment }) => `kill ${victim} ${moment}`)];
      note(`${request.method} ${request.path} ${words.filter(Boolean).join(', ')}`.trimEnd());
      const at = (moment: Kill['moment']) => () =>
        arrange(kills.filter((planned) => planned.moment === moment));
      return { fault, onAsked: at('asked'), onAnswered: at('answered') };
    },
    end() {
      hasEnded = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

const UNDISTURBED: Fate = { fault: undefined, onAsked: () => {}, onAnswered: () => {} };
