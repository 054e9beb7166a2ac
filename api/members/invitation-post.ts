import type { Member } from './member';

/** Sends an invitation to its member. Joins the unit of work. */
export interface InvitationPost {
  send(member: Member, token: string): Promise<void>;
}
