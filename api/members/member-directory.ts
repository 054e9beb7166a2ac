import type { Caller } from '../domain/principal';
import type { Member } from './member';
import type { MemberStore } from './member-store';

export type MemberContact = Pick<
  Member,
  'id' | 'teamId' | 'email' | 'name' | 'status' | 'invitationExpiresAt'
>;

/** Other slices look members up here. */
export interface MemberDirectory {
  /**
   * The team's members of these IDs, in order of ID. Unknown members and those of other teams are
   * absent.
   */
  among(teamId: string, memberIds: readonly string[]): Promise<readonly MemberContact[]>;
  /** The team's active owners, in order of ID. */
  owners(teamId: string): Promise<readonly MemberContact[]>;
  /** Like `among`, but none of them can leave before the unit of work ends. */
  lock(teamId: string, memberIds: readonly string[]): Promise<readonly MemberContact[]>;
}

/**
 * Another slice that removes what it stores about a member, in the unit of work in which the member leaves.
 */
export interface MemberDeparture {
  memberLeft(caller: Caller, member: Member): Promise<void>;
  /** An owner invites an active member again, for example because somebody else has their device. */
  memberStartsOver?(memberId: string): Promise<void>;
  /**
   * The person has left their last team. The next owner of the address would be the same person, and must not
   * share it with somebody who left.
   */
  personLeft?(personId: string): Promise<void>;
}

export function createMemberDirectory({
  store,
}: {
  readonly store: Pick<
    MemberStore,
    'findAmong' | 'findAmongForUpdate' | 'findOwners' | 'lockOwners'
  >;
}): MemberDirectory {
  return {
    among: (teamId, memberIds) => store.findAmong(teamId, memberIds),
    owners: (teamId) => store.findOwners(teamId),
    async lock(teamId, memberIds) {
      await store.lockOwners(teamId);
      return store.findAmongForUpdate(teamId, memberIds);
    },
  };
}
