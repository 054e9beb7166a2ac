import {
  membersOnly,
  requireMayGrantTeamRole,
  type MemberPrincipal,
  type TeamCaller,
} from '../domain/principal';
import type { KeyGate } from '../keys/key-gate';

/** A member sees their own alone (S1), and it may do all that they may. */
export const APPLICATION_KEY_GATE: KeyGate = {
  isVisible: ({ principal }, key) => key.ownerId === principal.id,
  requireMayUse: (caller) => {
    requireMayGrantOwn(caller);
    return Promise.resolve();
  },
};

/** The key will do all that its member may, so a token that was made for less cannot bring it about. */
export function requireMayGrantOwn(caller: TeamCaller): MemberPrincipal {
  const member = requireMember(caller);
  requireMayGrantTeamRole(caller, member.teamRole);
  return member;
}

function requireMember(caller: TeamCaller): MemberPrincipal {
  if (caller.principal.kind === 'member') return caller.principal;
  throw membersOnly();
}
