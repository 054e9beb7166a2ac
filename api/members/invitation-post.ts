import type { Member } from './member';

/** Brings an invitation to whom it is for; joins the unit of work. */
export interface InvitationPost {
  send(member: Member, token: string): Promise<void>;
}
