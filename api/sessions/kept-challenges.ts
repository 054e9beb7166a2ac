import { createHash } from 'node:crypto';
import type { Clock } from '../domain/clock';
import { Failure } from '../domain/failure';
import type { Sealer } from '../sealing/sealer';
import type { PasskeyStore } from './passkey-store';

export const CHALLENGE_MINUTES = 5;

/**
 * What a challenge is for. An answer to one kind is refused for the other, and a passkey is registered only in
 * the session that asked for it.
 */
export type ChallengePurpose = `registration/${string}` | 'sign-in';

/** Challenges wait sealed in a cookie, so no replica has to remember them until they are answered. */
export interface KeptChallenges {
  /** @returns the value of the cookie */
  keep(challenge: string, purpose: ChallengePurpose): string;
  /**
   * The challenge of the cookie, which works once.
   * @throws Failure `unauthenticated` if it is missing, altered, expired or used
   */
  take(sealed: string | undefined, purpose: ChallengePurpose): Promise<string>;
}

interface Kept {
  readonly challenge: string;
  readonly expiresAt: number;
}

export function createKeptChallenges(dependencies: {
  readonly store: Pick<PasskeyStore, 'spend'>;
  readonly sealer: Sealer;
  readonly clock: Clock;
}): KeptChallenges {
  const { store, sealer, clock } = dependencies;
  const placeOf = (purpose: ChallengePurpose) => `sessions/passkey/${purpose}`;

  function opened(sealed: string, purpose: ChallengePurpose): Kept | undefined {
    try {
      return JSON.parse(sealer.open(sealed, placeOf(purpose))) as Kept;
    } catch {
      return undefined;
    }
  }

  return {
    keep(challenge, purpose) {
      const expiresAt = clock.now().getTime() + CHALLENGE_MINUTES * 60_000;
      return sealer.seal(JSON.stringify({ challenge, expiresAt }), placeOf(purpose));
    },

    async take(sealed, purpose) {
      const kept = sealed === undefined ? undefined : opened(sealed, purpose);
      if (kept === undefined || kept.expiresAt <= clock.now().getTime()) throw challengeEnded();
      const hash = createHash('sha256').update(kept.challenge).digest('hex');
      if (!(await store.spend(hash, new Date(kept.expiresAt)))) throw challengeEnded();
      return kept.challenge;
    },
  };
}

function challengeEnded(): Failure {
  return new Failure(
    'unauthenticated',
    'This attempt to use a passkey has expired or was used already. Try again.',
  );
}
