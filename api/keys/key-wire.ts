import { KEY_STATES } from '../domain/key-state';
import { SECRET_DELIVERIES } from '../domain/secret-delivery';
import { forbidding, neither, together } from '../http/object-rules';
import {
  instant,
  instantOrNever,
  period,
  reason,
  search,
  searched,
  several,
  z,
} from '../http/wire';
import { CLAIM_STATES } from './claim';
import { rotationToWire } from './declared-rotation';
import { declaredRotationSchema } from './rotation-schemas';
import {
  claimantShape,
  deliveryShape,
  jwk,
  ROTATE_DELIVERY_CONFLICTS,
} from './delivery/delivery-wire';
import { currentSecret, keyState, retiringSecret, type Key } from './key';
import type { IssuedKey } from './key-service';
import type { KeyView } from './key-views';

/** What every family of keys answers. Only the answer that creates or rotates adds `secret`. */
export const keyShape = {
  client_id: z.string().openapi({
    description: 'Client ID of the key, which is not secret. It is the user name of HTTP Basic.',
  }),
  state: z.enum(KEY_STATES),
  enabled: z.boolean().openapi({
    description:
      'Whether the key is enabled. This says nothing about expiry or revocation: a key ' +
      'works only if its `state` is `active`.',
  }),
  masked_secret: z.string().nullable().openapi({ example: 'kps_Ab3d…x9Zk' }),
  secret_version: z
    .number()
    .int()
    .openapi({
      description:
        'Version of the newest secret or public key. No version is ever used again, by any ' +
        'key or rotation, even after a restore from a backup. Versions grow with time and ' +
        'stay below 2^53.',
    }),
  secret_delivery: z.enum(SECRET_DELIVERIES).openapi({
    description: 'How the newest secret was delivered. `public_key`: there is no secret.',
  }),
  public_jwk: jwk.nullable().openapi({
    description:
      'The public key with which the owner authenticates instead of a secret. `null` if ' +
      'there is a secret.',
  }),
  secret_created_at: instant,
  secret_created_by: z.string(),
  retiring_secret: z
    .strictObject({
      secret_version: z.number().int(),
      masked_secret: z.string().nullable(),
      retires_at: instant,
    })
    .nullable()
    .openapi({
      description: 'The secret or public key that a rotation replaces, while both are valid.',
    }),
  secret_claim: z
    .strictObject({
      state: z.enum(CLAIM_STATES).openapi({
        description:
          '`waiting`: kept sealed, never fetched. `claimed`: fetched at least once. `over`: ' +
          'erased before anybody fetched it. `lost`: sealed with a master key that is lost, ' +
          'and never fetched.',
      }),
      claimable_until: instant,
      claimant_id: z
        .string()
        .nullable()
        .openapi({
          description:
            'ID of the member or service account that may fetch the secret besides its ' +
            'creator. `null`: only the creator may.',
        }),
    })
    .nullable()
    .openapi({
      description:
        'The claim of the newest secret. `null` unless that secret was delivered by claim.',
    }),
  unconfirmed_rotation: z.boolean().openapi({
    description:
      '`true`: an earlier run of the stack that the request names created the newest secret, ' +
      'and nobody has used or recorded that secret. You can then rotate the key again at ' +
      'once, which replaces that secret.',
  }),
  rotation: declaredRotationSchema,
  expires_at: instantOrNever,
  first_expires_at: instantOrNever.openapi({
    description:
      'Expiry that the key was created with. `expires_at` can only move earlier. Keyplane ' +
      'warns members before the expiry only if the key was created with a lifetime of more ' +
      'than 14 days.',
  }),
  created_at: instant,
  created_by: z.string(),
  last_used_at: instant
    .nullable()
    .openapi({ description: 'When the key was last used, with a delay of at most a minute.' }),
  revocation: z
    .strictObject({ revoked_at: instant, revoked_by: z.string(), reason: z.string() })
    .nullable()
    .openapi({ description: 'The tombstone of a revoked key, kept for 90 days.' }),
};

const IN_REPLAY =
  'If the request is repeated with the same Idempotency-Key, the answer has `null` here, ' +
  'unless that header is random (128 bits or more, such as a UUID).';

export const secretShape = {
  secret: z
    .string()
    .nullable()
    .openapi({
      description:
        'The secret in plain text, in this answer only. `null` unless the delivery is ' +
        `\`plain\`. ${IN_REPLAY}`,
    }),
  secret_jwe: z
    .string()
    .nullable()
    .openapi({
      description:
        'The secret as a compact JWE (RFC 7516) that the recipient can decrypt. `null` ' +
        `unless the delivery is \`encrypted\`. ${IN_REPLAY}`,
    }),
};

/** What `decideExpiry` refuses. */
export const EXPIRY_CONFLICTS = [
  together('expires_at', 'expires_in'),
  neither('expires_at', 'expires_in'),
];

export const expiryShape = {
  expires_at: instantOrNever.optional().openapi({
    description: 'When the key expires: a time in the future, or `never`.',
  }),
  expires_in: period.optional().openapi({
    description:
      'Lifetime of the key, counted from its creation. Give either this or `expires_at`.',
  }),
};

export const keyListFilter = {
  q: search('keys', 'name or description', 'ID or client ID'),
  client_id: several(searched(64)).optional().openapi({
    description:
      'Only keys with one of these client IDs. Repeat the parameter for several client IDs.',
  }),
  state: z.enum(KEY_STATES).optional().openapi({
    description: 'Only keys in this state. If absent, the list has all keys that are not revoked.',
  }),
  unused_since: instant.optional().openapi({
    description: 'Only keys that were never used, or not since this time.',
  }),
  unused_for: period.optional().openapi({
    description:
      'Only keys that have existed for at least this long and were not used in this time, such as ' +
      '`90d`.',
  }),
};

export const rotateKeyBody = z
  .strictObject({
    overlap: period.optional().openapi({
      description:
        'How long the old secret remains valid after the rotation. If absent, the old ' +
        'secret ends immediately.',
    }),
    ...deliveryShape,
    ...claimantShape,
  })
  .openapi('RotateKeyRequest', {
    example: { overlap: '24h' },
    ...forbidding(...ROTATE_DELIVERY_CONFLICTS),
  });

export const rotateOwnKeyBody = rotateKeyBody
  .omit({ claimant_id: true })
  .openapi('RotateOwnKeyRequest', {
    example: { overlap: '24h' },
    ...forbidding(...ROTATE_DELIVERY_CONFLICTS),
  });

export const revocationReason = reason.optional().openapi({
  description: 'Why the key is revoked. Readers of the revoked key see the reason.',
});

export function keyToWire({ key, now, claim, unconfirmedRotation }: KeyView) {
  const secret = currentSecret(key);
  const retiring = retiringSecret(key, now);
  return {
    client_id: key.clientId,
    state: keyState(key, now),
    enabled: key.disabledAt === null,
    masked_secret: secret.masked,
    secret_version: secret.version,
    secret_delivery: secret.delivery,
    public_jwk: secret.publicJwk,
    secret_created_at: secret.createdAt.toISOString(),
    secret_created_by: secret.createdBy,
    retiring_secret:
      retiring === undefined
        ? null
        : {
            secret_version: retiring.version,
            masked_secret: retiring.masked,
            retires_at: retiring.retiresAt.toISOString(),
          },
    secret_claim: claim && {
      state: claim.state,
      claimable_until: claim.claimableUntil.toISOString(),
      claimant_id: claim.claimantId,
    },
    unconfirmed_rotation: unconfirmedRotation,
    rotation: rotationToWire(key.rotation),
    expires_at: key.expiresAt?.toISOString() ?? 'never',
    first_expires_at: key.firstExpiresAt?.toISOString() ?? 'never',
    created_at: key.createdAt.toISOString(),
    created_by: key.createdBy,
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    revocation: revocationToWire(key),
  };
}

export function revocationToWire({ revokedAt, revokedBy, revokedReason }: Key) {
  if (revokedAt === null) return null;
  return {
    revoked_at: revokedAt.toISOString(),
    revoked_by: revokedBy ?? '',
    reason: revokedReason ?? '',
  };
}

export function issuedSecretToWire({ secret, secretJwe }: Pick<IssuedKey, 'secret' | 'secretJwe'>) {
  return { secret: secret?.reveal() ?? null, secret_jwe: secretJwe };
}

/** The secret as the simple text file that a person downloads (S3). */
export function secretFile(key: { readonly secret: string | null; readonly id: string }) {
  return key.secret === null ? undefined : { filename: `${key.id}.txt`, text: `${key.secret}\n` };
}
