import type { TeamCaller } from '../domain/principal';
import type { Key } from './key';

export const KEY_OPERATIONS = ['read', 'update', 'rotate', 'claim', 'revoke'] as const;

export type KeyOperation = (typeof KEY_OPERATIONS)[number];

/** Who may do what with which keys of a family, in addition to the permission of the operation. */
export interface KeyAccessPolicy {
  /** Within the team. If the key is not visible, the caller is told that it does not exist. */
  isVisible(caller: TeamCaller, key: Key, operation: KeyOperation): boolean;
  /**
   * Judges callers who would get the secret, or who would enable the key again.
   * @throws Failure `role_escalation` if the key may do what the caller may not
   */
  requireMayUse(caller: TeamCaller, key: Key): Promise<void>;
}
