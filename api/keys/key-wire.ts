import { description, instant, instantOrNever, period, z } from '../http/wire';
import { KEY_STATES } from '../domain/key-state';
import { currentSecret, keyState, type Key } from './key';
import type { IssuedKey } from './key-service';

/** What every family of keys answers. Only the answer that creates or rotates adds `secret`. */
export const keyShape = {
  client_id: z.string().openapi({ description: 'Not secret; the user name of HTTP Basic.' }),
  state: z.enum(KEY_STATES),
  enabled: z.boolean(),
  masked_secret: z.string().nullable().openapi({ example: 'kps_Ab3d…x9Zk' }),
  secret_version: z.number().int().nullable().openapi({
    description: 'Never repeated, across keys and rotations; null on a public key.',
  }),
  retiring_secret: z
    .strictObject({ masked_secret: z.string(), retires_at: instant })
    .nullable()
    .openapi({ description: 'The secret that a rotation replaces, while the two overlap.' }),
  expires_at: instantOrNever,
  created_at: instant,
  created_by: z.string(),
  last_used_at: instant.nullable().openapi({ description: 'At most a minute late.' }),
  revocation: z
    .strictObject({ revoked_at: instant, revoked_by: z.string(), reason: z.string() })
    .nullable()
    .openapi({ description: 'The tombstone of a revoked key, kept for 90 days.' }),
};

export const secretShape = {
  secret: z.string().nullable().openapi({
    description: 'In the clear, in this answer only; null on a public key.',
  }),
};

export const expiryShape = {
  expires_at: instantOrNever.optional(),
  expires_in: period.optional(),
};

export const keyListFilter = {
  state: z.enum(KEY_STATES).optional().openapi({
    description: 'Revoked keys are listed only where this asks for them.',
  }),
  unused_since: instant.optional().openapi({
    description: 'Only keys that were never used, or not since.',
  }),
};

export const rotateKeyBody = z
  .strictObject({
    overlap: period.optional().openapi({
      description: 'For how long the old secret works on; absent: it ends at once.',
    }),
  })
  .openapi('RotateKeyRequest');

export const revocationReason = description
  .pipe(z.string().min(1).max(200))
  .optional()
  .openapi({ description: 'Kept on the tombstone, for whoever finds the key gone.' });

export function keyToWire(key: Key, now: Date) {
  const secret = currentSecret(key);
  const retiring = key.secrets.find(({ retiresAt }) => retiresAt !== null && retiresAt > now);
  return {
    client_id: key.clientId,
    state: keyState(key, now),
    enabled: key.disabledAt === null,
    masked_secret: secret?.masked ?? null,
    secret_version: secret?.version ?? null,
    retiring_secret:
      retiring?.retiresAt == null
        ? null
        : { masked_secret: retiring.masked, retires_at: retiring.retiresAt.toISOString() },
    expires_at: key.expiresAt?.toISOString() ?? 'never',
    created_at: key.createdAt.toISOString(),
    created_by: key.createdBy,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revocation:
      key.revokedAt === null
        ? null
        : {
            revoked_at: key.revokedAt.toISOString(),
            revoked_by: key.revokedBy ?? '',
            reason: key.revokedReason ?? '',
          },
  };
}

export function issuedSecretToWire({ secret }: IssuedKey) {
  return { secret: secret?.reveal() ?? null };
}
