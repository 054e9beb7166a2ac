import type { SliceParts } from '../http/slice';
import type { Sealer } from '../sealing/sealer';
import { createInvitationLimits } from './invitation-limits';
import { createInvitationPost } from './invitation-mail';
import { createKnexOutboxStore } from './outbox-store';
import { createKnexSentInvitationStore } from './sent-invitation-store';
import { createOutbox, NO_OUTBOX } from './outbox';
import { createSignInPost } from './sign-in-mail';

export interface MailSliceDependencies extends SliceParts {
  readonly sealer: Sealer;
  /** Whether mail is configured. If not, nothing waits in the outbox. */
  readonly mailed: boolean;
}

/** The mail that waits. The app starts the worker that sends it. */
export function composeMail(dependencies: MailSliceDependencies) {
  const { database, clock, sealer, mailed } = dependencies;
  const store = createKnexOutboxStore(database);
  const limits = createInvitationLimits({ store: createKnexSentInvitationStore(database), clock });
  const outbox = mailed ? createOutbox({ ...dependencies, store }) : NO_OUTBOX;
  return {
    endpoints: [],
    purge: [() => limits.purge()],
    sealed: { invitations: store },
    outbox,
    invitationPost: mailed ? createInvitationPost({ outbox, limits, sealer }) : null,
    signInPost: mailed ? createSignInPost({ outbox, sealer }) : null,
    limits,
    store,
  };
}
