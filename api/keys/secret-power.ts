import { isRetired, keyState, type KeyFacts, type SecretFacts } from './key';

/**
 * What a presented secret ends. `key`: the key with all its secrets. `secret`: only the secret, because its
 * key has a newer one. `nothing`: the secret has ended already.
 */
export type SecretPower =
  /** `worked`: the key was not disabled. Its owner and team are not judged here. */
  | { readonly ends: 'key'; readonly worked: boolean }
  | { readonly ends: 'secret' }
  | { readonly ends: 'nothing'; readonly because: DeadBecause };

export type DeadBecause = 'revoked' | 'expired' | 'secret_retired';

/**
 * A key that is disabled, or that belongs to a disabled account or a suspended team, can become valid
 * again. So its secret still ends its key. Anything more, such as a cascade, needs a key that is valid now.
 * @param secret of the key; undefined if the key no longer has it
 */
export function powerOfSecret(
  key: KeyFacts,
  secret: Pick<SecretFacts, 'retiresAt' | 'ended'> | undefined,
  now: Date,
): SecretPower {
  const state = keyState(key, now);
  if (state === 'revoked' || state === 'expired') return { ends: 'nothing', because: state };
  if (secret === undefined) return { ends: 'nothing', because: 'secret_retired' };
  if (secret.retiresAt === null) return { ends: 'key', worked: state === 'active' };
  return isRetired(secret, now)
    ? { ends: 'nothing', because: 'secret_retired' }
    : { ends: 'secret' };
}
