import type { Clock } from '../domain/clock';
import { invalidField } from '../domain/failure';
import type { SecretClaims } from '../keys/claim';
import type { Sealer } from '../sealing/sealer';
import { claimState } from './claim';
import { claimPlace } from './claim-place';
import type { ClaimStore } from './claim-store';

/** Members and service accounts that can be claimants. */
export interface Claimants {
  /**
   * Whether the ID belongs to a service account of the team, or to a member who has not left it.
   */
  has(teamId: string, id: string): Promise<boolean>;
}

/** Keeps new secrets, sealed and each bound to its key and version, for the time of their window. */
export function createSecretClaims(dependencies: {
  store: ClaimStore;
  sealer: Pick<Sealer, 'seal' | 'keyIds'>;
  claimants: Claimants;
  clock: Clock;
}): SecretClaims {
  const { store, sealer, claimants, clock } = dependencies;
  return {
    async keep({ key, secretVersion, secret, claimantId, claimableUntil }) {
      if (claimantId !== null && !(await claimants.has(key.teamId ?? '', claimantId))) {
        throw invalidField(
          '/claimant_id',
          'unknown_claimant',
          `The member or service account ${claimantId} does not exist in this team, or the ` +
            'member has left it.',
        );
      }
      await store.insert({
        secretVersion,
        keyId: key.id,
        claimantId,
        sealedSecret: sealer.seal(secret.reveal(), claimPlace(key.id, secretVersion)),
        expiresAt: claimableUntil,
      });
    },

    async erase({ id, secrets }) {
      if (secrets.some(({ delivery }) => delivery === 'claim')) await store.eraseOf(id);
    },

    async claimsOf(secretVersions) {
      if (secretVersions.length === 0) return new Map();
      const now = clock.now();
      const claims = await store.among(secretVersions);
      return new Map(
        claims.map((claim) => [
          claim.secretVersion,
          {
            state: claimState(claim, sealer.keyIds, now),
            claimableUntil: claim.expiresAt,
            claimantId: claim.claimantId,
          },
        ]),
      );
    },
  };
}
