import type { RevokedKeys } from '../keys/revoked-keys';
import type { MemberDeparture } from '../members/member-directory';
import type { TeamSuspension } from '../teams/team-service';

/**
 * What ends sessions besides their time. Each method joins the unit of work of the change. It makes the end
 * final: a session does not come back if the team's suspension ends.
 */
export type SessionEnding = MemberDeparture & TeamSuspension & RevokedKeys;
