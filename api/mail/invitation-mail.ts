import type { Clock } from '../domain/clock';
import { shownTime } from '../domain/shown-time';
import type { MemberDirectory } from '../members/member-directory';
import type { InvitationPost } from '../members/invitation-post';
import type { Sealer } from '../sealing/sealer';
import type { Composer } from './mail';
import type { InvitationLimits } from './invitation-limits';
import type { Outbox } from './outbox';
import { sealedFor } from './sealed-for';
import { withoutLinks } from './without-links';

/** The token waits sealed: the database never holds it in the clear. */
export function createInvitationPost(dependencies: {
  readonly outbox: Outbox;
  readonly limits: Pick<InvitationLimits, 'count'>;
  readonly sealer: Sealer;
}): InvitationPost {
  const { outbox, limits, sealer } = dependencies;
  return {
    async send({ id: memberId, teamId, email }, token) {
      await limits.count(teamId, email);
      await outbox.post({
        teamId,
        memberId,
        kind: 'invitation',
        thread: 'invitation',
        sealedToken: sealer.seal(token, sealedFor(memberId)),
      });
    },
  };
}

/**
 * Sent only while the invitation is valid. The recipient does not know the team yet. So the subject
 * and the address contain no text that the inviter chose. The body contains only one such text, the
 * team's name, which is written so that no mail program finds a link in it.
 */
export function createInvitationComposer(dependencies: {
  readonly issuer: string;
  readonly members: MemberDirectory;
  readonly teamName: (teamId: string) => Promise<string>;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): Composer {
  const { issuer, members, teamName, sealer, clock } = dependencies;
  return async ({ teamId, memberId, sealedToken }) => {
    const [member] = await members.among(teamId, [memberId]);
    const expiresAt = member?.invitationExpiresAt ?? null;
    // An active member gets an invitation if they have lost their last key.
    if (member === undefined || member.status === 'left') return;
    if (expiresAt === null || expiresAt <= clock.now()) return;
    const token = sealer.open(sealedToken ?? '', sealedFor(memberId));
    const team = withoutLinks(await teamName(teamId));
    return {
      to: { name: '', address: member.email },
      subject: 'You are invited to a team on Keyplane',
      text: [
        'Hello,',
        `You are invited to a team on Keyplane at ${issuer}. The members of the team chose this ` +
          `name for it: ${team}`,
        'To accept the invitation, open this link in your browser:',
        `  ${issuer}/join#token=${token}`,
        'Without a browser, run this command. Its answer contains an application key:',
        [
          `  curl -X POST ${issuer}/v1/invitations/accept \\`,
          "    -H 'content-type: application/json' \\",
          `    -d '{"token":"${token}"}'`,
        ].join('\n'),
        `The invitation works once, until ${shownTime(expiresAt)}. If you do not know the team, ` +
          'ignore this mail.',
      ].join('\n\n'),
    };
  };
}
