import { grantOfTeamRole } from '../domain/permission';
import type { Caller, TeamCaller } from '../domain/principal';
import type { Member } from './member';

/**
 * A person who accepts an invitation has no key before that. They act with the key that they get.
 */
export function newMemberCaller(
  { id, name, teamId, teamRole }: Member,
  keyId: string,
  { requestId, ip }: Pick<Caller, 'requestId' | 'ip'>,
): TeamCaller {
  const grant = grantOfTeamRole(teamRole);
  return {
    principal: {
      kind: 'member',
      id,
      name,
      teamId,
      teamRole,
      grant,
      credential: { kind: 'key', id: keyId },
    },
    requestId,
    ip,
    stack: null,
    run: null,
  };
}
