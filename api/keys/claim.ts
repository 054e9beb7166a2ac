import type { Secret } from '../domain/secret';
import type { Key } from './key';

/**
 * Of a secret that is handed out by claim. `waiting`: kept sealed, never fetched; `claimed`: fetched
 * at least once; `over`: erased before anybody fetched it; `lost`: sealed under a master key that is
 * gone, and never fetched.
 */
export const CLAIM_STATES = ['waiting', 'claimed', 'over', 'lost'] as const;

export type ClaimState = (typeof CLAIM_STATES)[number];

export interface SecretClaim {
  readonly state: ClaimState;
  readonly claimableUntil: Date;
  /** Who may fetch it besides its creator. */
  readonly claimantId: string | null;
}

/** A new secret that nobody is shown now. */
export interface KeptSecret {
  readonly key: Pick<Key, 'id' | 'teamId'>;
  readonly secretVersion: number;
  readonly secret: Secret;
  readonly claimantId: string | null;
  readonly claimableUntil: Date;
}

/** What keys need of the slice that keeps secrets until somebody claims them. */
export interface SecretClaims {
  /** @throws Failure `invalid_request` at `/claimant_id` where the team has no such claimant */
  keep(kept: KeptSecret): Promise<void>;
  /** Whatever is still kept of the key's secrets. */
  erase(key: Pick<Key, 'id' | 'secrets'>): Promise<void>;
  /** By secret version; those that were never kept are absent. */
  claimsOf(secretVersions: readonly number[]): Promise<ReadonlyMap<number, SecretClaim>>;
}
