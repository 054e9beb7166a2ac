import { PERIOD_PATTERN, parsePeriodSeconds } from '../../domain/period';
import { SECRET_DELIVERIES } from '../../domain/secret-delivery';
import { contradicting, missing, together, unlessSaid } from '../../http/object-rules';
import { periodPattern } from '../../http/period-pattern';
import { periodFault } from '../../http/value-fault';
import { text, z } from '../../http/wire';
import { PUBLIC_JWK_RULES, RECIPIENT_JWK_RULES } from '../public-keys/jwk-rules';
import { CLAIM_WINDOW, type WantedDelivery } from './delivery';

export const jwk = z.record(z.string(), z.unknown());

/** The most deeply nested member of a JWK is `oth`, a list of objects (RFC 7518 §6.3.2.7). */
const MAX_JWK_DEPTH = 3;

const givenJwk = jwk.refine((given) => !isDeeperThan(MAX_JWK_DEPTH, given), {
  message: 'The JWK is nested too deeply. Send one public key.',
  params: { code: 'unsupported_key' },
});

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

/** The private key of this example was discarded. */
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
        'absent, `recipient_jwk` and `recipient_pem` mean `encrypted`, and `public_jwk` ' +
        'means `public_key`. Without these fields, a creation uses `plain`, and a rotation ' +
        'uses the delivery of the newest secret.',
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

/** What `decideDelivery` refuses in a rotation, which uses the previous delivery unless the request sets one. */
export const ROTATE_DELIVERY_CONFLICTS = [
  ...DELIVERY_CONFLICTS,
  ...['recipient_jwk', 'recipient_pem', 'public_jwk'].flatMap((key) => [
    together(key, 'claim_window'),
    together(key, 'claimant_id'),
  ]),
  contradicting('claim_window', 'secret_delivery', 'claim'),
  contradicting('claimant_id', 'secret_delivery', 'claim'),
];

/** The delivery that a request asks for, in the form that `parseDelivery` takes. */
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
