export const KEY_STATES = ['active', 'disabled', 'expired', 'revoked'] as const;

export type KeyState = (typeof KEY_STATES)[number];

export interface KeyLifecycle {
  readonly disabledAt: Date | null;
  /** `null`: never, which had to be said. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** The later in `active < disabled < expired < revoked` wins. A key is expired at `expiresAt` itself. */
export function stateOf(key: KeyLifecycle, now: Date): KeyState {
  if (key.revokedAt !== null) return 'revoked';
  if (key.expiresAt !== null && key.expiresAt.getTime() <= now.getTime()) return 'expired';
  if (key.disabledAt !== null) return 'disabled';
  return 'active';
}
