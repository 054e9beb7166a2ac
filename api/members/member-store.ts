import type { PageRequest } from '../domain/page';
import type { TeamObjects } from '../domain/team-object';
import type { Member, MemberStatus } from './member';

export type MemberChange = Partial<
  Pick<Member, 'name' | 'teamRole' | 'status' | 'invitationExpiresAt' | 'leftAt'> & {
    readonly invitationHash: string | null;
  }
>;

export interface MemberFilter {
  /** Absent: everybody who has not left. */
  readonly status?: MemberStatus | undefined;
  readonly email?: string | undefined;
}

export interface MemberStore extends TeamObjects {
  insert(member: Member, invitationHash: string | null): Promise<void>;
  find(teamId: string, id: string): Promise<Member | undefined>;
  /** Holds the row until the unit of work ends. Take `lockOwners` first, or units deadlock. */
  findForUpdate(teamId: string, id: string): Promise<Member | undefined>;
  /** In order of ID; unknown and foreign ones are absent. */
  findAmong(teamId: string, ids: readonly string[]): Promise<readonly Member[]>;
  /** Held until the unit of work ends. Take `lockOwners` first, or units deadlock. */
  findAmongForUpdate(teamId: string, ids: readonly string[]): Promise<readonly Member[]>;
  isInvited(invitationHash: string): Promise<boolean>;
  findInvitedForUpdate(invitationHash: string): Promise<Member | undefined>;
  /** Who of the team has this address and has not left. */
  findByEmail(teamId: string, email: string): Promise<Member | undefined>;
  /**
   * The team's active owners, in order of ID, held until the unit of work ends: changes of one
   * team's members take turns by it.
   */
  lockOwners(teamId: string): Promise<readonly Member[]>;
  /** By ID, and one row more than asked for. */
  list(teamId: string, filter: MemberFilter, page: PageRequest): Promise<readonly Member[]>;
  update(id: string, change: MemberChange): Promise<void>;
}
