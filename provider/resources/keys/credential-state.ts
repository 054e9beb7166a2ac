import type { Key } from '../../client';
import { parsePeriodMs, periodText } from '../../definitions/period';
import { instantMs } from '../../terraform-plugin';
import { DEFAULT_CLAIM_WINDOW } from './delivery';
import { DEFAULT_OVERLAP, type RememberedRotation } from './rotation';

/** What the state remembers about a key's secret. All of it is null right after an import. */
export interface RememberedCredential {
  readonly secret_delivery: string | null;
  readonly secret: string | null;
  readonly secret_jwe: string | null;
  readonly masked_secret: string | null;
  readonly secret_version: number | null;
  readonly secret_created_at: string | null;
  readonly previous_secret_ends_at: string | null;
  readonly public_jwk: string | null;
  readonly rotation: RememberedRotation | null;
}

/**
 * The configured value. Right after an import, the value that Keyplane has, without values to
 * watch. The default overlap is written out, so that a configuration that writes it out plans no
 * change.
 */
export function rotationOf(
  key: Pick<Key, 'rotation'>,
  state: Pick<RememberedCredential, 'secret_version' | 'rotation'>,
): RememberedRotation | null {
  if (state.secret_version !== null || key.rotation === null) return state.rotation;
  const { overlap } = key.rotation;
  return { ...key.rotation, overlap: overlap ?? DEFAULT_OVERLAP, when_changed: null };
}

/**
 * The configured value. Right after an import, the recipient that Keyplane keeps the current secret
 * for.
 */
export function claimantOf(
  key: Key,
  state: Pick<RememberedCredential, 'secret_version'> & { readonly claimant_id: string | null },
): string | null {
  const isImported = state.secret_version === null;
  return isImported ? (key.secret_claim?.claimant_id ?? null) : state.claimant_id;
}

/**
 * The configured value. Right after an import, how long Keyplane keeps the current secret for a
 * claim. The default is written out, so that a configuration that writes it out plans no change.
 */
export function claimWindowOf(
  key: Key,
  state: Pick<RememberedCredential, 'secret_version'> & { readonly claim_window: string | null },
): string | null {
  if (state.secret_version !== null || key.secret_claim === null) return state.claim_window;
  const { claimable_until } = key.secret_claim;
  const ms = instantMs(claimable_until) - instantMs(key.secret_created_at);
  // The claim window ends with the key, so a longer one was requested: most likely the default.
  const isCutShort = claimable_until === key.expires_at && ms < DEFAULT_CLAIM_WINDOW_MS;
  return isCutShort || ms === DEFAULT_CLAIM_WINDOW_MS
    ? DEFAULT_CLAIM_WINDOW
    : (periodText(ms) ?? null);
}

const DEFAULT_CLAIM_WINDOW_MS = parsePeriodMs(DEFAULT_CLAIM_WINDOW) ?? Number.NaN;

/** What an answer of Keyplane says about the current secret, without the secret. */
export function credentialFacts(key: Key) {
  const { masked_secret, secret_version, secret_created_at, retiring_secret } = key;
  return {
    masked_secret,
    secret_version,
    secret_created_at,
    previous_secret_ends_at: retiring_secret?.retires_at ?? null,
  };
}

export function rememberedCredential(state: RememberedCredential) {
  const { secret, secret_jwe, masked_secret, secret_version, public_jwk } = state;
  const { secret_created_at, previous_secret_ends_at } = state;
  return {
    secret,
    secret_jwe,
    masked_secret,
    secret_version,
    public_jwk,
    secret_created_at,
    previous_secret_ends_at,
  };
}

export function publicJwkOf({ public_jwk }: Key): string | null {
  return public_jwk === null ? null : JSON.stringify(public_jwk);
}
