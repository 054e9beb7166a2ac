import { Failure } from '../domain/failure';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import { invitationHash } from './invitation';
import type { MemberStore } from './member-store';

/** Used, expired and unknown are told apart to nobody. */
export function invalidInvitation(): Failure {
  return new Failure(
    'invitation_invalid',
    'This invitation has been used, has expired or never was. Ask for a new one.',
  );
}

/**
 * Refuses a guess with one read and without a transaction. Nobody's guesses stop a valid invitation:
 * they are counted only now that they are known to be unknown.
 * @throws Failure `invitation_invalid`, `rate_limited`
 */
export async function requireKnownInvitation(
  { store, guesses }: { store: Pick<MemberStore, 'isInvited'>; guesses: NetworkThrottle },
  token: string,
  ip: string,
): Promise<void> {
  if (await store.isInvited(invitationHash(token))) return;
  const state = await guesses.count(ip);
  if (state.allowed) throw invalidInvitation();
  throw new RateLimited(state, 'Too many unknown invitations came from here.');
}
