import type { Secret } from '../domain/secret';
import type { Key } from './key';

/** The state of a secret that is delivered by claim. */
export const CLAIM_STATES = ['waiting', 'claimed', 'over', 'lost'] as const;

export type ClaimState = (typeof CLAIM_STATES)[number];

export interface SecretClaim {
  readonly state: ClaimState;
  readonly claimableUntil: Date;
  /** Who may fetch it besides its creator. */
  readonly claimantId: string | null;
}

/** A new secret that no answer contains. */
export interface KeptSecret {
  readonly key: Pick<Key, 'id' | 'teamId'>;
  readonly secretVersion: number;
  readonly secret: Secret;
  readonly claimantId: string | null;
  readonly claimableUntil: Date;
}

/** What keys need from the slice that keeps secrets until they are claimed. */
export interface SecretClaims {
  /** @throws Failure `invalid_request` at `/claimant_id` if the claimant does not exist in the team */
  keep(kept: KeptSecret): Promise<void>;
  /** Everything that is still kept of the key's secrets. */
  erase(key: Pick<Key, 'id' | 'secrets'>): Promise<void>;
  /** Kept secrets by secret version. Secrets that were never kept are absent. */
  claimsOf(secretVersions: readonly number[]): Promise<ReadonlyMap<number, SecretClaim>>;
}
