import type { Member, TeamRole } from './member-api';

/** Who looks at the list, and what they may do. */
export interface Viewer {
  readonly memberId: string;
  readonly role: TeamRole;
  readonly may: (permission: string) => boolean;
}

/** What can be done with a member: `null` if it can, why not if it cannot. Absent: not offered. */
export interface MemberActions {
  /** To see the member in code. */
  readonly declare?: string | null;
  readonly edit?: string | null;
  /** Before somebody has joined. */
  readonly resend?: string | null;
  /** For a member who has lost all application keys. */
  readonly startOver?: string | null;
  readonly remove?: string | null;
  readonly leave?: string | null;
}

const OWNERS_ONLY = 'Only an owner can change an owner.';
const LAST_OWNER = 'This is the last owner of the team. Make another member an owner first.';

/** @param activeOwners how many owners the team has who have joined */
export function actionsFor(member: Member, viewer: Viewer, activeOwners: number): MemberActions {
  if (member.status === 'left') return {};
  const isSelf = member.id === viewer.memberId;
  const forOwners = member.team_role === 'owner' && viewer.role !== 'owner' ? OWNERS_ONLY : null;
  const forLast = isLastOwner(member, activeOwners) ? LAST_OWNER : null;
  return {
    ...(viewer.may('members.update') && { declare: null, edit: forOwners }),
    ...(viewer.may('members.create') && member.status === 'invited' && { resend: forOwners }),
    ...(viewer.role === 'owner' && member.status === 'active' && !isSelf && { startOver: null }),
    ...(viewer.may('members.delete') && !isSelf && { remove: forOwners ?? forLast }),
    ...(isSelf && { leave: forLast }),
  };
}

export function isLastOwner(member: Member, activeOwners: number): boolean {
  return member.team_role === 'owner' && member.status === 'active' && activeOwners === 1;
}

/** The team roles that the viewer can give. Only an owner makes owners. */
export function rolesToGive(viewer: TeamRole): readonly TeamRole[] {
  return viewer === 'owner' ? ['user', 'admin', 'owner'] : ['user', 'admin'];
}
