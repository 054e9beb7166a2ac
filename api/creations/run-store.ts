import type { Run } from './run';

export interface NewRun {
  readonly id: string;
  readonly creatorId: string;
  readonly teamId: string | null;
  readonly stack: string;
  readonly at: Date;
}

export interface RunStore {
  /** @returns whether it was new */
  insert(run: NewRun): Promise<boolean>;
  find(creatorId: string, id: string): Promise<Run | undefined>;
  /** The run cannot end before the unit of work does. It can be renewed. */
  findForShare(creatorId: string, id: string): Promise<Run | undefined>;
  /** Waits for every unit of work that writes on behalf of the run. */
  findForUpdate(creatorId: string, id: string): Promise<Run | undefined>;
  /** @returns undefined if a unit of work writes on behalf of the run, or is about to end it */
  findForUpdateIfFree(creatorId: string, id: string): Promise<Run | undefined>;
  /** Whether another run of the creator's has begun in the stack since then. */
  hasOtherBegunSince(creatorId: string, stack: string, id: string, since: Date): Promise<boolean>;
  /** @returns false if it has ended */
  renew(creatorId: string, id: string, at: Date): Promise<boolean>;
  /** Ends a run that this unit of work has locked by `findForUpdate`. */
  end(creatorId: string, id: string, ending: 'finished' | 'cut_off', at: Date): Promise<void>;
  /** Those of the creator's in the stack whose last sign of life is from before `aliveSince`. */
  cutOffLapsed(creatorId: string, stack: string, aliveSince: Date, at: Date): Promise<void>;
  purge(before: Date): Promise<void>;
}
