import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { RateLimited } from '../rate-limit/rate-limited';
import type { ThrottleLimit } from '../rate-limit/throttle';
import type { SentInvitationStore } from './sent-invitation-store';

/** Enough for a first apply of a large team, too few for a campaign. */
export const INVITATIONS_OF_A_TEAM: ThrottleLimit = {
  name: 'team-invitations',
  attempts: 200,
  windowSeconds: 3600,
};
/** From all teams together, because a person who may create teams can have many of them. */
export const INVITATIONS_TO_AN_ADDRESS: ThrottleLimit = {
  name: 'recipient-invitations',
  attempts: 10,
  windowSeconds: 86_400,
};

export interface InvitationLimits {
  /**
   * Counts one more invitation, in the unit of work that sends it. If that is rolled back, as in a
   * dry run, the invitation does not count.
   * @throws Failure `rate_limited`
   */
  count(teamId: string, address: string): Promise<void>;
  /** Forgets invitations that no longer count. */
  purge(): Promise<void>;
}

export function createInvitationLimits(dependencies: {
  store: SentInvitationStore;
  clock: Clock;
}): InvitationLimits {
  const { store, clock } = dependencies;

  async function requireLess(
    limit: ThrottleLimit,
    of: Parameters<SentInvitationStore['newest']>[0],
    sentence: string,
  ): Promise<void> {
    const oldest = await store.newest(of, limit.attempts);
    if (oldest === undefined) return;
    const resetSeconds = secondsUntilFree(oldest, limit, clock.now());
    if (resetSeconds <= 0) return;
    throw new RateLimited({ allowed: false, limit, remaining: 0, resetSeconds }, sentence);
  }

  return {
    async count(teamId, address) {
      const recipient = createHash('sha256').update(address.toLowerCase()).digest('hex');
      await requireLess(
        INVITATIONS_OF_A_TEAM,
        { teamId },
        `Your team has sent ${INVITATIONS_OF_A_TEAM.attempts} invitations within an hour.`,
      );
      await requireLess(
        INVITATIONS_TO_AN_ADDRESS,
        { recipient },
        'Too many invitations were sent to this address within a day.',
      );
      await store.insert({ teamId, recipient, sentAt: clock.now() });
    },

    async purge() {
      const longest = INVITATIONS_TO_AN_ADDRESS.windowSeconds * 1000;
      await store.purge(new Date(clock.now().getTime() - longest));
    },
  };
}

/** The time until the oldest of the invitations that fill the window has left it. */
function secondsUntilFree(oldest: Date, { windowSeconds }: ThrottleLimit, now: Date): number {
  return Math.ceil((oldest.getTime() - now.getTime()) / 1000) + windowSeconds;
}
