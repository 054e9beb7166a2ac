import type { MemberDirectory } from '../members/member-directory';
import type { Composer } from './mail';

/** A notice goes to the current address of the member. Members who have left get none. */
export function createNoticeComposer({ members }: { readonly members: MemberDirectory }): Composer {
  return async ({ teamId, memberId, subject, text }) => {
    const [member] = await members.among(teamId, [memberId]);
    if (member?.status !== 'active') return;
    return {
      to: { name: member.name, address: member.email },
      subject: subject ?? '',
      text: `Hello ${member.name},\n\n${text ?? ''}`,
    };
  };
}
