import { Failure, invalidField } from '../domain/failure';
import { isId } from '../domain/ids';
import { grantOfTeamRole } from '../domain/permission';
import type { MemberPrincipal, Principal } from '../domain/principal';
import type { LiveSession } from './live-sessions';
import type { ReachedMember } from './reached-members';
import { credentialOf, type Session } from './session';

export const TEAM_HEADER = 'keyplane-team';

/**
 * Whom a request acts as. A session of several teams names the team in each request, so that two tabs can
 * show two teams.
 * @param team the header `Keyplane-Team`
 * @throws Failure `invalid_request` if the header is missing, `unknown_team` if the session does not reach
 * the team
 */
export function principalOf(live: LiveSession, team: string | undefined): Principal {
  const { session, members, operator } = live;
  if (operator !== null) {
    if (team === undefined) return operator;
    throw unknownTeam('The operator is not a member of any team. Omit Keyplane-Team.');
  }
  return memberPrincipal(memberOf(members, team), session);
}

function memberOf(members: readonly ReachedMember[], team: string | undefined): ReachedMember {
  const [first, ...others] = members;
  if (first === undefined) {
    throw unknownTeam('You are not a member of any team. Ask an owner of the team to invite you.');
  }
  if (team === undefined) {
    if (others.length === 0) return first;
    throw invalidField(
      `#${TEAM_HEADER}`,
      'team_required',
      'You are a member of several teams. Name one of them in the header Keyplane-Team.',
    );
  }
  const found = members.find((member) => member.team.id === team);
  if (found !== undefined) return found;
  const named = isId(team) ? `the team ${team}` : 'the team that Keyplane-Team names';
  throw unknownTeam(`This session does not reach ${named}. See GET /session for its teams.`);
}

export function memberPrincipal(member: ReachedMember, session: Session): MemberPrincipal {
  return {
    kind: 'member',
    id: member.id,
    name: member.name,
    teamId: member.team.id,
    teamRole: member.teamRole,
    grant: grantOfTeamRole(member.teamRole),
    credential: credentialOf(session),
  };
}

function unknownTeam(message: string): Failure {
  return new Failure('unknown_team', message);
}
