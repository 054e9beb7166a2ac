import type { Resealable } from '../sealing/resealable';

/** The new secret of a personal token that somebody else rotated, kept sealed for its member. */
export interface TokenClaimStore extends Resealable {
  /** In the place of an earlier one. */
  put(tokenId: string, sealedSecret: string, expiresAt: Date): Promise<void>;
  /** Takes it away: of concurrent callers one gets it. */
  take(tokenId: string, now: Date): Promise<string | undefined>;
  delete(tokenId: string): Promise<void>;
  purge(before: Date): Promise<void>;
}

/** Where a sealed secret stands: moved to another row it does not open. */
export function claimPlace(tokenId: string): string {
  return `token_claims/${tokenId}`;
}
