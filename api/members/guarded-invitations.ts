import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import { atMost } from '../lib/at-most';
import { RateLimited } from '../rate-limit/rate-limited';
import type { NetworkThrottle } from '../rate-limit/throttle';
import { invitationHash } from './invitation';
import { invitationInvalid, isInvitationOpen } from './member-rules';
import type { MemberService } from './member-service';
import type { MemberStore } from './member-store';

/** Unknown invitations per minute that a network may present. Open ones are never counted. */
export const UNKNOWN_INVITATIONS = { name: 'unknown-invitations', attempts: 60, windowSeconds: 60 };

/**
 * Anybody may present an invitation. One that is not open is refused by a read outside of units of work,
 * and however many are presented, these reads take one connection. Only such refusals are throttled.
 */
export function guardInvitations(dependencies: {
  members: MemberService;
  store: Pick<MemberStore, 'findInvited'>;
  isSuspended: (teamId: string) => Promise<boolean>;
  clock: Clock;
  throttle: NetworkThrottle;
}): MemberService {
  const { members, store, isSuspended, clock, throttle } = dependencies;
  const oneAtATime = atMost(1);
  return {
    ...members,
    async accept(token, origin, then) {
      const invited = await oneAtATime(() => store.findInvited(invitationHash(token)));
      if (invited !== undefined && isInvitationOpen(invited, clock.now())) {
        if (await isSuspended(invited.teamId)) throw suspended();
        return members.accept(token, origin, then);
      }
      const state = await throttle.count(origin.ip);
      if (!state.allowed)
        throw new RateLimited(state, 'Too many unknown invitations came from this network.');
      throw invitationInvalid();
    },
  };
}

/** The invitation is kept: its key would not work, and it cannot be accepted twice. */
function suspended(): Failure {
  return new Failure(
    'invitation_invalid',
    'The team of this invitation is suspended. The invitation can be accepted once the operator of ' +
      'Keyplane has ended the suspension.',
  );
}
