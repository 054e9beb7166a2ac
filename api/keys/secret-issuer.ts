import { Secret } from '../domain/secret';
import type { SecretClaims } from './claim';
import type { Delivery } from './delivery/delivery';
import { endAfter } from './expiry';
import type { Key, KeySecret } from './key';
import type { KeyStore, NewSecret } from './key-store';
import { encryptFor } from './delivery/recipient';

/** The fields about the secret in the answer to a create or a rotation. */
export interface DeliveredSecret {
  /** The secret in plain text, for this one answer only. `null` unless it is delivered plain. */
  readonly secret: Secret | null;
  /** `null` unless it is delivered encrypted. */
  readonly secretJwe: string | null;
}

type IssueSecret = (
  key: Pick<Key, 'id' | 'teamId' | 'family' | 'expiresAt'>,
  delivery: Delivery,
  maker: Pick<NewSecret, 'createdAt' | 'createdBy' | 'madeIn'>,
) => Promise<[KeySecret, DeliveredSecret]>;

/** Adds another secret to a key, and delivers it as requested. */
export function createSecretIssuer({
  store,
  claims,
}: {
  store: Pick<KeyStore, 'insertSecret'>;
  claims: Pick<SecretClaims, 'keep'>;
}): IssueSecret {
  return async (key, delivery, maker) => {
    const secret = delivery.kind === 'public_key' ? null : Secret.generate(key.family);
    const made = {
      ...maker,
      delivery: delivery.kind,
      publicJwk: delivery.kind === 'public_key' ? delivery.publicJwk : null,
      masked: secret?.masked ?? null,
    };
    const version = await store.insertSecret(key.id, { ...made, hash: secret?.hash ?? null });
    const added = {
      ...made,
      version,
      retiresAt: null,
      ended: false,
      used: false,
      lastUsedAt: null,
    };
    if (secret === null || delivery.kind === 'plain') {
      return [added, { secret, secretJwe: null }];
    }
    if (delivery.kind === 'encrypted') {
      const secretJwe = await encryptFor(delivery.recipient, secret);
      return [added, { secret: null, secretJwe }];
    }
    if (delivery.kind === 'claim') {
      const { windowSeconds, claimantId } = delivery;
      const claimableUntil = endAfter(key, made.createdAt, windowSeconds);
      await claims.keep({ key, secretVersion: version, secret, claimantId, claimableUntil });
    }
    return [added, { secret: null, secretJwe: null }];
  };
}
