import type { TeamCaller } from '../domain/principal';
import type { Key } from './key';

export const KEY_OPERATIONS = ['read', 'update', 'rotate', 'claim', 'revoke'] as const;

export type KeyOperation = (typeof KEY_OPERATIONS)[number];

/** Who may do what with which keys of a family. The permission of the operation is needed besides. */
export interface KeyAccessPolicy {
  /** Within the team. If it is not visible, the caller is told that there is no such key. */
  isVisible(caller: TeamCaller, key: Key, operation: KeyOperation): boolean;
  /**
   * Judges callers who would get its secret, or who let it work again.
   * @throws Failure `role_escalation` if the key may do what the caller may not
   */
  requireMayUse(caller: TeamCaller, key: Key): Promise<void>;
}
