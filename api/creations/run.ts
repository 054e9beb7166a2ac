/** How long a run counts as alive after it last renewed its lease. */
export const LEASE_SECONDS = 10;

const LEASE_MILLIS = LEASE_SECONDS * 1000;

/**
 * One process of the provider that makes something. It names itself in `Keyplane-Run` and renews
 * its lease while Terraform is connected to it.
 */
export interface Run {
  readonly id: string;
  readonly creatorId: string;
  readonly startedAt: Date;
  /** When it last said that Terraform is connected. */
  readonly renewedAt: Date;
  /**
   * `finished`: Terraform ended it in good order, and all that it delivered was recorded.
   * `cut_off`: it lost Terraform, or another run of its stack found its lease lapsed.
   */
  readonly ending: 'finished' | 'cut_off' | null;
}

export type RunStanding = 'live' | 'lapsed' | 'finished' | 'cut_off';

/** A lapsed run may renew its lease until another run of the stack has found it cut off. */
export function standingOf({ renewedAt, ending }: Run, now: Date): RunStanding {
  if (ending !== null) return ending;
  return now.getTime() < renewedAt.getTime() + LEASE_MILLIS ? 'live' : 'lapsed';
}

/** A run whose lease is unknown: it was alive when it made the creation. */
export function runWithoutLease(id: string, creatorId: string, createdAt: Date): Run {
  return { id, creatorId, startedAt: createdAt, renewedAt: createdAt, ending: null };
}
