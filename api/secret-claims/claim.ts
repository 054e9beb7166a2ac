import type { Principal } from '../domain/principal';
import type { ClaimState } from '../keys/claim';
import { currentSecret, keyState, type Key } from '../keys/key';
import { sealedUnder } from '../sealing/sealer';
import type { StoredClaim } from './claim-store';

/** The master keys with which this Keyplane opens what is sealed. */
export interface OpenableKeys {
  readonly current: string;
  readonly previous: string | null;
}

/** Why there is no secret for any caller. */
export const UNAVAILABLE = [
  'window_over',
  'key_gone',
  'not_kept',
  'claim_lost',
  'superseded',
] as const;

export type Unavailable = (typeof UNAVAILABLE)[number];

/**
 * The caller who made the secret, or the claimant that was named for it. A personal key or token is
 * claimed by its member alone, no matter who rotated it (S3).
 */
export function mayClaim(
  principal: Pick<Principal, 'id'>,
  key: Key,
  claim: Pick<StoredClaim, 'claimantId'> | undefined,
): boolean {
  if (key.ownerKind === 'member') return principal.id === key.ownerId;
  if (principal.id === currentSecret(key).createdBy) return true;
  return claim !== undefined && principal.id === claim.claimantId;
}

export type ClaimDecision =
  | { readonly unavailable: Unavailable }
  | { readonly unavailable: null; readonly sealed: NonNullable<StoredClaim['sealed']> };

/** What a caller who may claim the newest secret of the key gets at the moment. */
export function decideClaim(
  key: Key,
  claim: StoredClaim | undefined,
  masterKeys: OpenableKeys,
  now: Date,
): ClaimDecision {
  const state = keyState(key, now);
  if (state === 'revoked' || state === 'expired') return { unavailable: 'key_gone' };
  if (claim === undefined) return { unavailable: 'not_kept' };
  if (isLost(claim, masterKeys)) return { unavailable: 'claim_lost' };
  if (claim.sealed === null || claim.expiresAt <= now) return { unavailable: 'window_over' };
  return { unavailable: null, sealed: claim.sealed };
}

export function claimState(claim: StoredClaim, masterKeys: OpenableKeys, now: Date): ClaimState {
  if (claim.claimedAt !== null) return 'claimed';
  if (isLost(claim, masterKeys)) return 'lost';
  return claim.sealed === null || claim.expiresAt <= now ? 'over' : 'waiting';
}

function isLost({ lostAt, sealed }: StoredClaim, { current, previous }: OpenableKeys): boolean {
  if (lostAt !== null) return true;
  return sealed !== null && ![current, previous].includes(sealedUnder(sealed.text));
}
