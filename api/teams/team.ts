import { formatPeriod } from '../domain/period';

/** The tenant: it owns everything below, and nothing crosses it. */
export interface Team {
  readonly id: string;
  readonly name: string;
  /** A cap on the keys that are made from now on; `null`: they may live for ever. */
  readonly maxKeyLifetimeSeconds: number | null;
  /** While it is suspended none of its keys is good. */
  readonly suspendedAt: Date | null;
  readonly createdAt: Date;
  readonly version: number;
}

/** A team as the audit trail keeps it, and as the wire begins. */
export function teamSnapshot(team: Team) {
  return {
    id: team.id,
    name: team.name,
    max_key_lifetime:
      team.maxKeyLifetimeSeconds === null ? null : formatPeriod(team.maxKeyLifetimeSeconds),
    suspended_at: team.suspendedAt?.toISOString() ?? null,
  };
}
