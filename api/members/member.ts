import type { TeamRole } from '../domain/permission';

export const MEMBER_STATUSES = ['invited', 'active', 'left'] as const;

export type MemberStatus = (typeof MEMBER_STATUSES)[number];

/** A person of a team, with one team role. */
export interface Member {
  readonly id: string;
  readonly teamId: string;
  /**
   * The email address in lower case. It is unique among the members of a team who have not left.
   */
  readonly email: string;
  readonly name: string;
  readonly teamRole: TeamRole;
  readonly status: MemberStatus;
  /** When the open invitation ends; `null` if there is none. */
  readonly invitationExpiresAt: Date | null;
  /** Whether only a reader of the member's mail can have the invitation. */
  readonly invitationMailed: boolean;
  /** The person who proved the address and is this member. `null` if nobody has. */
  readonly personId: string | null;
  readonly createdAt: Date;
  readonly leftAt: Date | null;
  readonly version: number;
}

/** A member as the audit trail stores it. The wire format starts with the same fields. */
export function memberSnapshot(member: Member) {
  return {
    id: member.id,
    email: member.email,
    name: member.name,
    team_role: member.teamRole,
    status: member.status,
  };
}
