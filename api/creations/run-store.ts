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
  /** The run cannot end before the unit of work does. */
  findForShare(creatorId: string, id: string): Promise<Run | undefined>;
  findForUpdate(creatorId: string, id: string): Promise<Run | undefined>;
  renew(creatorId: string, id: string, at: Date): Promise<void>;
  end(creatorId: string, id: string, ending: 'finished' | 'cut_off', at: Date): Promise<void>;
  /** Those of the creator's in the stack whose last sign of life is from before `aliveSince`. */
  cutOffLapsed(creatorId: string, stack: string, aliveSince: Date, at: Date): Promise<void>;
  purge(before: Date): Promise<void>;
}
