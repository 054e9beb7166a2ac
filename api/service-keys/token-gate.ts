import { holds } from '../domain/permission';
import type { TeamCaller } from '../domain/principal';
import type { KeyGate } from '../keys/key-gate';

/** A token grants nothing in Keyplane: nobody comes by more than they may do. */
export const TOKEN_GATE: KeyGate = {
  isVisible: (caller, key) => !seesOnlyOwnTokens(caller) || key.ownerId === caller.principal.id,
  requireMayUse: () => Promise.resolve(),
};

/** A member who manages no tokens knows their own only. */
export function seesOnlyOwnTokens({ principal }: TeamCaller): boolean {
  return principal.kind === 'member' && !holds(principal.grant, 'service_key_tokens.manage');
}
