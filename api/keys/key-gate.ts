import type { TeamCaller } from '../domain/principal';
import type { Key } from './key';

/** What a family decides about one of its keys for a caller who would get its secret. */
export interface KeyGate {
  /** Within the team; to anybody else there is no such key. */
  isVisible(caller: TeamCaller, key: Key): boolean;
  /** @throws Failure `role_escalation` where the key may do what the caller may not */
  requireMayUse(caller: TeamCaller, key: Key): Promise<void>;
}
