import type { UnitOfWork } from '../database/unit-of-work';
import type { Clock } from '../domain/clock';
import type { Caller } from '../domain/principal';
import { type Run, standingOf } from './run';
import { runEnded, runLapsed, runOvertaken } from './run-failures';
import type { RunStore } from './run-store';

/** Does work on behalf of a run. */
export interface RunFence {
  /**
   * Does the work in one unit of work, during which the caller's run cannot be found cut off.
   * @throws Failure `run_ended`; `run_lease_expired`, which a renewal and a repetition resolve
   */
  during<T>(caller: Caller, work: () => Promise<T>): Promise<T>;
}

export function createRunFence(dependencies: {
  runs: Pick<RunStore, 'findForShare' | 'hasOtherBegunSince'>;
  unitOfWork: UnitOfWork;
  clock: Clock;
}): RunFence {
  const { runs, unitOfWork, clock } = dependencies;

  async function requireMayWrite(creatorId: string, stack: string, id: string): Promise<void> {
    const own = await runs.findForShare(creatorId, id);
    if (own === undefined) return;
    requireLiveRun(own, clock.now());
    if (await runs.hasOtherBegunSince(creatorId, stack, id, own.renewedAt)) throw runOvertaken(own);
  }

  return {
    during({ run, stack, principal }, work) {
      if (run === null || stack === null) return work();
      return unitOfWork.run(async () => {
        // Locked before anything else, because the unit of work that ends the run waits for this one.
        await requireMayWrite(principal.id, stack, run);
        return work();
      });
    },
  };
}

/** @throws Failure `run_ended`, `run_lease_expired` */
export function requireLiveRun(run: Run, now: Date): void {
  switch (standingOf(run, now)) {
    case 'live':
      return;
    case 'lapsed':
      throw runLapsed(run);
    default:
      throw runEnded(run);
  }
}
