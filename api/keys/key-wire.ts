import { KEY_STATES } from '../domain/key-state';
import { PERIOD_PATTERN, parsePeriodSeconds } from '../domain/period';
import { SECRET_DELIVERIES } from '../domain/secret-delivery';
import {
  contradicting,
  forbidding,
  missing,
  neither,
  together,
  unlessSaid,
} from '../http/object-rules';
import { periodPattern } from '../http/period-pattern';
import { periodFault } from '../http/value-fault';
import { instant, instantOrNever, period, reason, searched, several, text, z } from '../http/wire';
import { CLAIM_STATES } from './claim';
import { PUBLIC_JWK_RULES, RECIPIENT_JWK_RULES } from './public-keys/jwk-rules';
import { CLAIM_WINDOW, type WantedDelivery } from './delivery/delivery';
import { rotationToWire } from './declared-rotation';
import { declaredRotationSchema } from './rotation-schemas';
import { currentSecret, keyState, retiringSecret } from './key';
import type { IssuedKey } from './key-service';
import type { KeyView } from './key-views';

const jwk = z.record(z.string(), z.unknown());

/** The deepest that a JWK has is `oth`, a list of objects (RFC 7518 §6.3.2.7). */
const MAX_JWK_DEPTH = 3;

const givenJwk = jwk.refine((given) => !isDeeperThan(MAX_JWK_DEPTH, given), {
  message: 'The JWK is nested too deeply. Send one public key.',
  params: { code: 'unsupported_key' },
});

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

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
        'Version of the newest secret or public key. A version is never repeated, across ' +
        'keys and rotations, even after a restore from a backup. It grows with time and is ' +
        'below 2^53.',
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
          '`waiting`: kept sealed, never fetched. `claimed`: fetched at least once. ' +
          '`over`: erased before anybody fetched it. `lost`: sealed under a master key ' +
          'that is lost, and never fetched.',
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
      'Whether an earlier run of the stack in the request created the newest secret, and ' +
      'nobody has used or recorded that secret. Rotating again then replaces it.',
  }),
  rotation: declaredRotationSchema,
  expires_at: instantOrNever,
  first_expires_at: instantOrNever.openapi({
    description:
      'Expiry that the key was created with. `expires_at` can only move earlier. Members ' +
      'are told before the expiry only if the key was created to live for more than 14 days.',
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

/** Its private half was thrown away. */
const EXAMPLE_JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'S7TZCgfq3Ifu7TsZfzJgAtDBD8w9Kg9jQsGZqIe2n2E',
  y: 'Nv9MSrPoLa3F1MRQ7jlPILd0dNdDzqhQcMTACYKmik4',
};

/** The same key as a PEM. */
const EXAMPLE_PEM =
  '-----BEGIN PUBLIC KEY-----\n' +
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAES7TZCgfq3Ifu7TsZfzJgAtDBD8w9\n' +
  'Kg9jQsGZqIe2n2E2/0xKs+gtrcXUxFDuOU8gt3R010POqFBwxMAJgqaKTg==\n-----END PUBLIC KEY-----\n';
const PUBLIC_KEY_PEM = '-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\\s]+-----END PUBLIC KEY-----';

const recipientJwk = givenJwk.openapi('RecipientJwk', {
  ...RECIPIENT_JWK_RULES,
  example: EXAMPLE_JWK,
  description:
    'Public key of the recipient, as a JWK. The secret is encrypted to it. EC (P-256, ' +
    'P-384, P-521), X25519, or RSA with 3072 to 8192 bits and an exponent of at least ' +
    '65537. If the JWK has a `kid`, the JWE contains it.',
});

const publicJwk = givenJwk.openapi('PublicJwk', {
  ...PUBLIC_JWK_RULES,
  example: EXAMPLE_JWK,
  description:
    "Public key of the key's owner, as a JWK. The owner keeps the private key and " +
    'authenticates by private_key_jwt, and there is no secret. EC (P-256, P-384), Ed25519, ' +
    'or RSA with 2048 to 8192 bits and an exponent of at least 65537.',
});

const claimWindow = z
  .string()
  .regex(PERIOD_PATTERN, { error: ({ input }) => periodFault(String(input)) })
  .refine(isClaimWindow, {
    message: `claim_window must be from ${CLAIM_WINDOW.shortest} to ${CLAIM_WINDOW.longest}.`,
    params: { code: 'claim_window_out_of_range' },
  })
  .openapi({
    example: '24h',
    pattern: periodPattern(
      parsePeriodSeconds(CLAIM_WINDOW.shortest) ?? 0,
      parsePeriodSeconds(CLAIM_WINDOW.longest) ?? 0,
    ),
    'x-maximum-period': CLAIM_WINDOW.longest,
    'x-must-be':
      'a whole number and a unit of s, m, h, d or w, from ' +
      `"${CLAIM_WINDOW.shortest}" to "${CLAIM_WINDOW.longest}"`,
    'x-minimum-period': CLAIM_WINDOW.shortest,
  });

function isClaimWindow(text: string): boolean {
  const [seconds, shortest, longest] = [text, CLAIM_WINDOW.shortest, CLAIM_WINDOW.longest].map(
    (period) => parsePeriodSeconds(period) ?? Number.NaN,
  ) as [number, number, number];
  // A text that is not a period has been refused already.
  return Number.isNaN(seconds) || (seconds >= shortest && seconds <= longest);
}

/** How the secret is delivered: fields that creating and rotating have in common. */
export const deliveryShape = {
  secret_delivery: z
    .enum(SECRET_DELIVERIES)
    .optional()
    .openapi({
      description:
        'How the secret is delivered. `plain`: in this answer. `claim`: kept sealed until ' +
        'somebody fetches it. `encrypted`: as a JWE. `public_key`: there is no secret. If ' +
        'absent, the other fields decide. If they do not, a creation uses `plain`, and a ' +
        'rotation uses the delivery of the newest secret.',
    }),
  recipient_jwk: recipientJwk.optional(),
  recipient_pem: text(0, 16_384)
    .optional()
    .openapi({
      description:
        'Public key of the recipient, as an SPKI PEM. The secret is encrypted to it. The ' +
        'PEM must contain one public key, and no private key or certificate.',
      example: EXAMPLE_PEM,
      not: { not: { pattern: PUBLIC_KEY_PEM } },
    }),
  public_jwk: publicJwk.optional(),
  claim_window: claimWindow.optional().openapi({
    description: 'How long the secret can be fetched: 1m to 7d. Default: 24h.',
  }),
};

export const claimantShape = {
  claimant_id: z
    .string()
    .max(64)
    .regex(/^(mem|sa)_[0-9a-z]{1,60}$/, 'The ID of a claimant must start with mem_ or sa_.')
    .optional()
    .openapi({
      'x-must-be': 'the ID of a member or service account, which begins with `mem_` or `sa_`',
      description:
        'ID of a member or service account of the team that may fetch the secret besides its ' +
        'creator.',
    }),
};

const DELIVERY_CONFLICTS = [
  together('recipient_jwk', 'recipient_pem'),
  together('recipient_jwk', 'public_jwk'),
  together('recipient_pem', 'public_jwk'),
  contradicting('recipient_jwk', 'secret_delivery', 'encrypted'),
  contradicting('recipient_pem', 'secret_delivery', 'encrypted'),
  contradicting('public_jwk', 'secret_delivery', 'public_key'),
  missing('secret_delivery', 'encrypted', 'recipient_jwk', 'recipient_pem'),
  missing('secret_delivery', 'public_key', 'public_jwk'),
];

/** What `decideDelivery` refuses when a key is created. */
export const CREATE_DELIVERY_CONFLICTS = [
  ...DELIVERY_CONFLICTS,
  unlessSaid('claim_window', 'secret_delivery', 'claim'),
  unlessSaid('claimant_id', 'secret_delivery', 'claim'),
];

/** What it refuses in a rotation, which uses the previous delivery unless the request says otherwise. */
const ROTATE_DELIVERY_CONFLICTS = [
  ...DELIVERY_CONFLICTS,
  ...['recipient_jwk', 'recipient_pem', 'public_jwk'].flatMap((key) => [
    together(key, 'claim_window'),
    together(key, 'claimant_id'),
  ]),
  contradicting('claim_window', 'secret_delivery', 'claim'),
  contradicting('claimant_id', 'secret_delivery', 'claim'),
];

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
  client_id: several(searched(64)).optional().openapi({
    description:
      'Only keys with one of these client IDs. Repeat the parameter for several client IDs.',
  }),
  state: z.enum(KEY_STATES).optional().openapi({
    description: 'If `true`, the list contains revoked keys, which are omitted otherwise.',
  }),
  unused_since: instant.optional().openapi({
    description: 'Only keys that were never used, or not since this time.',
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

export function issuedSecretToWire({ secret, secretJwe }: Pick<IssuedKey, 'secret' | 'secretJwe'>) {
  return { secret: secret?.reveal() ?? null, secret_jwe: secretJwe };
}

/** As a request says it, for `parseDelivery`. */
export function wantedDelivery(
  body: z.output<z.ZodObject<typeof deliveryShape>> & { readonly claimant_id?: string | undefined },
): WantedDelivery {
  return {
    secretDelivery: body.secret_delivery,
    recipientJwk: body.recipient_jwk,
    recipientPem: body.recipient_pem,
    publicJwk: body.public_jwk,
    claimWindow: body.claim_window,
    claimantId: body.claimant_id,
  };
}

/** The secret as the simple text file that a person downloads (S3). */
export function secretFile(key: { readonly secret: string | null; readonly id: string }) {
  return key.secret === null ? undefined : { filename: `${key.id}.txt`, text: `${key.secret}\n` };
}
