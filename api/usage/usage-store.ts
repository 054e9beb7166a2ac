import type { UsageLedger } from './usage';
import type { CallerTotal, FoundTarget, UsageTotal } from './usage-report';
import type { ReadableTargets } from './usage-targets';

/** Each read is a number of queries that does not grow with what is asked of. */
export interface UsageStore extends UsageLedger {
  /** What of it exists and may be seen. */
  find(targets: ReadableTargets, now: Date): Promise<readonly FoundTarget[]>;
  /** By target; those that no key hangs on are absent. */
  totals(targets: ReadableTargets, since: Date, now: Date): Promise<readonly UsageTotal[]>;
  /** Of each target the callers that used it most, the most used first. */
  topCallers(targets: ReadableTargets, since: Date, now: Date): Promise<readonly CallerTotal[]>;
  /** Of accounts, members and operators whose names the team may know. */
  namesOf(teamId: string, callerIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Forgets what was counted on days before that one. */
  purge(before: Date): Promise<void>;
}
