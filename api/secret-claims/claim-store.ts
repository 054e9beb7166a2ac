import type { Discardable } from '../sealing/discard-lost';
import type { Resealable } from '../sealing/resealable';

export interface NewClaim {
  readonly secretVersion: number;
  readonly keyId: string;
  readonly claimantId: string | null;
  readonly sealedSecret: string;
  readonly expiresAt: Date;
}

export interface StoredClaim {
  readonly secretVersion: number;
  readonly claimantId: string | null;
  /** `null` once it was erased: the window has ended, the key was revoked or rotated. */
  readonly sealed: { readonly text: string; readonly associatedData: string } | null;
  readonly expiresAt: Date;
  /** The first time. */
  readonly claimedAt: Date | null;
  /** Given up: sealed under a master key that is gone. */
  readonly lostAt: Date | null;
}

/** New secrets that wait, sealed, for whoever may claim them; each ends with its secret's row. */
export interface ClaimStore extends Resealable, Discardable {
  insert(claim: NewClaim): Promise<void>;
  find(keyId: string, secretVersion: number): Promise<StoredClaim | undefined>;
  among(secretVersions: readonly number[]): Promise<readonly StoredClaim[]>;
  /** Keeps the time of the first. */
  markClaimed(secretVersion: number, at: Date): Promise<void>;
  eraseOf(keyId: string): Promise<void>;
  /** Every secret whose window has ended by then. */
  eraseEnded(by: Date): Promise<void>;
}

/** Where a sealed secret stands: in another row, or as another key's, it does not open. */
export function claimPlace(keyId: string, secretVersion: number): string {
  return `secret_claims/${keyId}/${secretVersion}`;
}
