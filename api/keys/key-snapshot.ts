import { acceptedTermsToWire } from '../domain/accepted-terms';
import { rotationToWire } from './declared-rotation';
import { currentSecret, keyState, retiringSecret, type Key } from './key';

/** A key as the audit trail keeps it: what an auditor compares, and never a secret. */
export function keySnapshot(key: Key, now: Date) {
  const { masked, version, delivery, publicJwk } = currentSecret(key);
  const retiring = retiringSecret(key, now);
  return {
    id: key.id,
    owner_id: key.ownerId,
    name: key.name,
    description: key.description,
    client_id: key.clientId,
    state: keyState(key, now),
    expires_at: key.expiresAt?.toISOString() ?? 'never',
    masked_secret: masked,
    secret_version: version,
    secret_delivery: delivery,
    public_jwk: publicJwk,
    retiring_secret: retiring
      ? { secret_version: retiring.version, retires_at: retiring.retiresAt.toISOString() }
      : null,
    ...(key.rotation && { rotation: rotationToWire(key.rotation) }),
    ...(key.terms && { terms: acceptedTermsToWire(key.terms) }),
    revoked_reason: key.revokedReason,
  };
}
