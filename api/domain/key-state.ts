export const KEY_STATES = ['active', 'disabled', 'expired', 'revoked'] as const;

export type KeyState = (typeof KEY_STATES)[number];

export interface KeyLifecycle {
  readonly disabledAt: Date | null;
  /** `null` if it never expires. The request must say so explicitly. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/**
 * If several states apply, the later one in `active < disabled < expired < revoked` counts. A key is expired
 * from `expiresAt` on.
 */
export function stateOf(key: KeyLifecycle, now: Date): KeyState {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt !== null && key.expiresAt.getTime() <= now.getTime()) return 'expired';
  if (key.disabledAt !== null) return 'disabled';
  return 'active';
}
