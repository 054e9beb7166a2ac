/** How long a run counts as alive after it last renewed its lease. */
export const LEASE_SECONDS = 10;

const LEASE_MILLIS = LEASE_SECONDS * 1000;

/**
 * One process of the provider that creates something. It names itself in `Keyplane-Run` and renews its
 * lease while it is connected to Terraform.
 */
export interface Run {
  readonly id: string;
  readonly creatorId: string;
  readonly startedAt: Date;
  /** When it last reported that it is connected to Terraform. */
  readonly renewedAt: Date;
  /**
   * `finished`: Terraform finished it, and everything that it delivered was recorded. `cut_off`: it lost
   * its connection to Terraform, or another run of its stack found that its lease has lapsed.
   */
  readonly ending: 'finished' | 'cut_off' | null;
}

export type RunStanding = 'live' | 'lapsed' | 'finished' | 'cut_off';

/** A lapsed run may renew its lease until another run of the stack has found it cut off. */
export function standingOf({ renewedAt, ending }: Run, now: Date): RunStanding {
  if (ending !== null) return ending;
  return now.getTime() < renewedAt.getTime() + LEASE_MILLIS ? 'live' : 'lapsed';
}

/** A run whose lease is unknown. It was alive when it created the object. */
export function runWithoutLease(id: string, creatorId: string, createdAt: Date): Run {
  return { id, creatorId, startedAt: createdAt, renewedAt: createdAt, ending: null };
}
