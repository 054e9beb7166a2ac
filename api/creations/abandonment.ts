import { type Run, standingOf } from './run';

/**
 * The facts about a creation that no state is known to hold, at the moment when another run creates an equal
 * object.
 */
export interface Abandonment {
  /** The run that made it. */
  readonly maker: Run;
  /** When that run last created anything. */
  readonly makerLastCreatedAt: Date;
  /** The run that creates the equal object. */
  readonly asking: Run;
}

export type RunVerdict =
  /** The run of the creation is still in progress, so the object must stay. */
  | { readonly kind: 'in_progress' }
  /** The run may be in progress or dead. Its lease will show which in a few seconds. */
  | { readonly kind: 'in_doubt' }
  /** The run finished and delivered the object to nobody: it is in no state. */
  | { readonly kind: 'undelivered' }
  /**
   * The run was cut off. A state may hold the object, unless Terraform has presented all of the state since
   * then.
   */
  | { readonly kind: 'cut_off'; readonly lastAliveAt: Date };

/**
 * Whether the run that made a creation is over. A sign of life counts as proof only if it is younger
 * than the asking run: an older one may come from a process that has been killed since.
 */
export function judgeMaker(
  { maker, makerLastCreatedAt, asking }: Abandonment,
  now: Date,
): RunVerdict {
  const lastAliveAt = latest(maker.renewedAt, makerLastCreatedAt);
  switch (standingOf(maker, now)) {
    case 'finished':
      return { kind: 'undelivered' };
    case 'cut_off':
    case 'lapsed':
      return { kind: 'cut_off', lastAliveAt };
    case 'live':
      return { kind: lastAliveAt > asking.startedAt ? 'in_progress' : 'in_doubt' };
  }
}

/** What Terraform has presented of a stack's recorded objects since a given moment. */
export interface Presentation {
  /** Recorded objects that exist. */
  readonly recorded: number;
  /** The number of these that were named from a state, or created, since that moment. */
  readonly seenSince: number;
  /** The number of these that were named from a state since that moment. */
  readonly namedSince: number;
}

/**
 * Whether Terraform has presented the whole state of the stack, so that a creation that it did not present
 * is in no state. If nothing of a stack is recorded, it has nothing to present, because its first run was
 * cut off. An object that was created since then counts as seen, because another provider process of the
 * same apply may have made it. An object that was only recorded since then does not count: somebody may
 * have used it, which says nothing about the state.
 */
export function isWhollyPresented({ recorded, seenSince, namedSince }: Presentation): boolean {
  return recorded === 0 || (seenSince === recorded && namedSince > 0);
}

export function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}
