import { Failure } from '../domain/failure';
import type { TeamRole } from '../domain/permission';
import type { Caller } from '../domain/principal';
import { shownTime } from '../domain/shown-time';
import type { Member } from './member';
import type { MemberChange } from './member-store';

export interface MemberUpdate {
  readonly name?: string | undefined;
  readonly teamRole?: TeamRole | undefined;
}

/**
 * Only the fields that differ. Another role ends an open invitation, because it was sent for the old role.
 */
export function decideMemberChange(member: Member, update: MemberUpdate): MemberChange {
  const renamed = update.name !== undefined && update.name !== member.name;
  const reassigned = update.teamRole !== undefined && update.teamRole !== member.teamRole;
  return {
    ...(renamed && { name: update.name }),
    ...(reassigned && { teamRole: update.teamRole }),
    ...(reassigned &&
      member.status === 'invited' && { invitationHash: null, invitationExpiresAt: null }),
  };
}

/**
 * Only an owner changes, invites again or removes an owner.
 * @throws Failure `insufficient_permissions`
 */
export function requireMayManage(caller: Caller, member: Member): void {
  const { principal } = caller;
  const isOwner = principal.kind === 'member' && principal.teamRole === 'owner';
  if (member.teamRole === 'owner' && !isOwner) {
    throw new Failure(
      'insufficient_permissions',
      `Only an owner of the team can add or change owners, and "${member.name}" is an owner.`,
    );
  }
}

/**
 * @param owners the team's active owners
 * @param pointer the field that removes the role, if the request has one
 * @throws Failure `last_owner`
 */
export function requireAnotherOwner(
  owners: readonly Member[],
  member: Member,
  pointer?: string,
): void {
  const isOwner = owners.some(({ id }) => id === member.id);
  if (isOwner && owners.length === 1) {
    const message = `"${member.name}" is the team's last owner. Make another member an owner first.`;
    throw new Failure('last_owner', message, {
      errors: pointer === undefined ? [] : [{ pointer, code: 'last_owner', message }],
    });
  }
}

/** @throws Failure `member_left` */
export function requireNotLeft(member: Member): void {
  if (member.status === 'left') {
    throw new Failure(
      'member_left',
      `"${member.name}" left the team at ${shownTime(member.leftAt)}. Invite them again.`,
    );
  }
}

/**
 * An active member with a working key can make further keys by themselves.
 * @throws Failure `invitation_accepted`
 */
export function requireLockedOut(member: Member, hasWorkingKey: boolean): void {
  if (!hasWorkingKey) return;
  throw new Failure(
    'invitation_accepted',
    `"${member.name}" has accepted an invitation and has a working application key. They can create ` +
      'further keys with it. A new invitation is only for members without a working key.',
  );
}

/**
 * The holder of the new invitation can act as the member, so only an owner may create it.
 * @throws Failure `insufficient_permissions`
 */
export function requireOwner({ principal }: Caller, member: Member): void {
  if (principal.kind === 'member' && principal.teamRole === 'owner') return;
  throw new Failure(
    'insufficient_permissions',
    `"${member.name}" is an active member without a working application key. Only an owner of the ` +
      'team can invite them again.',
  );
}

export type WantedMember = Pick<Member, 'email' | 'name' | 'teamRole'>;

/** Whether the member has neither joined nor left, and is unchanged since the invitation. */
export function isStillInvitedAs(member: Member, wanted: WantedMember): boolean {
  return (
    member.status === 'invited' &&
    member.email === wanted.email &&
    member.name === wanted.name &&
    member.teamRole === wanted.teamRole
  );
}

/** The same for used, expired and unknown invitations, so a guesser learns nothing. */
export function invitationInvalid(): Failure {
  return new Failure(
    'invitation_invalid',
    'This invitation has been used, has expired or does not exist. Ask for a new one.',
  );
}

export function isInvitationOpen({ invitationExpiresAt }: Member, now: Date): boolean {
  return invitationExpiresAt !== null && invitationExpiresAt > now;
}
