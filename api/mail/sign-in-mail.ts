import type { Clock } from '../domain/clock';
import { shownTime } from '../domain/shown-time';
import type { Member } from '../members/member';
import type { MemberDirectory } from '../members/member-directory';
import type { Sealer } from '../sealing/sealer';
import type { Composer } from './mail';
import type { Outbox } from './outbox';
import { sealedFor } from './sealed-for';

/** As long as the link is valid. */
const VALID_MILLIS = 15 * 60_000;

/** The token waits sealed: the database never contains it in plain text. */
export function createSignInPost(dependencies: {
  readonly outbox: Outbox;
  readonly sealer: Sealer;
}) {
  const { outbox, sealer } = dependencies;
  return {
    async send({ id: memberId, teamId }: Member, token: string): Promise<void> {
      await outbox.post({
        teamId,
        memberId,
        kind: 'sign_in_link',
        thread: 'sign_in_link',
        sealedToken: sealer.seal(token, sealedFor(memberId)),
      });
    },
  };
}

/** Sent only while the link is valid, to the address that was asked for. */
export function createSignInComposer(dependencies: {
  readonly issuer: string;
  readonly members: MemberDirectory;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): Composer {
  const { issuer, members, sealer, clock } = dependencies;
  return async ({ teamId, memberId, sealedToken, createdAt }) => {
    const [member] = await members.among(teamId, [memberId]);
    const expiresAt = new Date(createdAt.getTime() + VALID_MILLIS);
    if (member === undefined || member.status === 'left' || expiresAt <= clock.now()) return;
    const token = sealer.open(sealedToken ?? '', sealedFor(memberId));
    return {
      to: { name: '', address: member.email },
      subject: 'Sign in to Keyplane',
      text: [
        'Hello,',
        `Open this link to sign in to Keyplane at ${issuer}:`,
        `  ${issuer}/sign-in#token=${token}`,
        `The link works once, until ${shownTime(expiresAt)}. If you did not ask for it, ignore this mail. ` +
          'The link is needed to sign in.',
      ].join('\n\n'),
    };
  };
}
