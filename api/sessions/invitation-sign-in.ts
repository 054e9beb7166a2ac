import type { AcceptInvitation, JoinedMember } from '../members/invitation-acceptance';
import type { NewSession, OpenedSession, SessionOpener, SignInOrigin } from './session-opener';

export interface JoinedInSession {
  readonly opened: OpenedSession;
  readonly joined: JoinedMember;
}

/** @throws Failure `invitation_invalid`, `rate_limited` */
export type InvitationSignIn = (token: string, origin: SignInOrigin) => Promise<JoinedInSession>;

/** Accepts an invitation, and begins a session in the same unit of work. */
export function createInvitationSignIn(dependencies: {
  readonly accept: AcceptInvitation;
  readonly opener: Pick<SessionOpener, 'open'>;
}): InvitationSignIn {
  const { accept, opener } = dependencies;
  return async (token, origin) => {
    const begun: OpenedSession[] = [];
    const { requestId, ip } = origin;
    const joined = await accept(token, { requestId, ip }, async (accepted) => {
      const opened = await opener.open(sessionOf(accepted), origin);
      if (opened !== undefined) begun.push(opened);
    });
    const [opened] = begun;
    if (opened === undefined) throw new Error('The session of a new member did not begin.');
    return { opened, joined };
  };
}

/** An invitation that was mailed proves the address. Any other may have been handed to anybody. */
function sessionOf({ member, applicationKey, personId }: JoinedMember): NewSession {
  if (personId !== null) {
    return { method: 'email_link', subject: { kind: 'person', id: personId }, key: null };
  }
  return {
    method: 'application_key',
    subject: { kind: 'member', id: member.id, teamId: member.teamId },
    key: { id: applicationKey.keyId, secretVersion: applicationKey.secretVersion },
  };
}
