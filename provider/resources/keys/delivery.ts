import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { type DiagnosticText, isUnknown, type Unknown, validator } from '../../terraform-plugin';
import { samePeriod } from '../../definitions/period';
import { isPublicJwk, parseJwk } from './public-jwk';

export const SECRET_DELIVERIES = ['plain', 'claim', 'encrypted', 'public_key'] as const;

/**
 * `plain`: in the answer, and therefore in the state. `claim`: kept sealed for a while.
 * `encrypted`: as a JWE. `public_key`: there is no secret.
 */
export type SecretDelivery = (typeof SECRET_DELIVERIES)[number];

export const DEFAULT_CLAIM_WINDOW = '24h';

type Configured<T> = T | null | Unknown;

/** The value in the configuration. An application key has no `claimant_id`. */
export interface ConfiguredDelivery {
  readonly secret_delivery: Configured<string>;
  readonly recipient_jwk: Configured<string>;
  readonly recipient_pem: Configured<string>;
  readonly public_jwk: Configured<string>;
  readonly claim_window: Configured<string>;
  readonly claimant_id?: Configured<string>;
}

const SUITABLE =
  'an EC key (P-256, P-384 or P-521), an X25519 key, or an RSA key with at least 3072 bits';

/** Otherwise the private half would be in every state and plan. The error does not show it. */
export const isRecipientPem = validator<string>('a public key in PEM (SPKI)', (text) => {
  if (text.includes('PRIVATE KEY')) {
    return (
      'must be a public key, but contains a private key. Consider the private key leaked, and ' +
      'use another key pair'
    );
  }
  if (!/^\s*-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\s*$/.test(text)) {
    return 'must be one public key in PEM, which begins with "-----BEGIN PUBLIC KEY-----"';
  }
  return suitability(() => createPublicKey({ key: text, format: 'pem', type: 'spki' }));
});

export const isRecipientJwk = validator<string>(
  'the public key of the recipient, as a JSON Web Key',
  (text) => {
    const problem = isPublicJwk.check(text);
    if (problem !== undefined) return problem;
    const key = parseJwk(text) as JsonWebKey;
    return suitability(() => createPublicKey({ key, format: 'jwk' }));
  },
);

export function samePem(a: string, b: string): boolean {
  return a.replace(/\s/g, '') === b.replace(/\s/g, '');
}

/**
 * How the next secret is delivered. If the configuration neither says nor implies it, an existing
 * key keeps its delivery, and a new key has `plain`.
 */
export function intendedDelivery(
  config: ConfiguredDelivery,
  prior: string | null,
): SecretDelivery | Unknown {
  const { secret_delivery: said, recipient_jwk, recipient_pem, public_jwk } = config;
  if (isUnknown(said)) return said;
  if (said !== null) return deliveryOf(said);
  if (isUnknown(public_jwk)) return public_jwk;
  if (public_jwk !== null) return 'public_key';
  if (isUnknown(recipient_jwk)) return recipient_jwk;
  if (isUnknown(recipient_pem)) return recipient_pem;
  if (recipient_jwk !== null || recipient_pem !== null) return 'encrypted';
  return prior === null ? 'plain' : deliveryOf(prior);
}

/** Contradictions in the configuration of a key, regardless of what else is known of the key. */
export function deliveryFaults(config: ConfiguredDelivery): readonly DiagnosticText[] {
  const recipients = (['recipient_jwk', 'recipient_pem'] as const).filter((name) =>
    isSet(config[name]),
  );
  const [recipient, second] = recipients;
  const faults: DiagnosticText[] = [];
  const refuse = (attribute: string, detail: string) =>
    faults.push({ summary: 'Conflicting attributes', detail, attribute });
  if (second !== undefined) {
    refuse(second, 'A secret has one recipient: set `recipient_jwk` or `recipient_pem`, not both.');
  }
  if (recipient !== undefined && isSet(config.public_jwk)) {
    refuse(
      recipient,
      `A key with \`public_jwk\` has no secret, so \`${recipient}\` has no effect. Remove one of ` +
        'them.',
    );
  }
  const implied = isSet(config.public_jwk)
    ? (['public_key', 'public_jwk'] as const)
    : recipient === undefined
      ? undefined
      : (['encrypted', recipient] as const);
  const { secret_delivery: said } = config;
  if (implied !== undefined && typeof said === 'string' && said !== implied[0]) {
    refuse(
      implied[1],
      `\`${implied[1]}\` is only for \`secret_delivery = "${implied[0]}"\`, but \`secret_delivery\` ` +
        `is "${said}". Remove one of them.`,
    );
  }
  for (const name of ['claim_window', 'claimant_id'] as const) {
    if (!isSet(config[name]) || isUnknown(said) || said === 'claim') continue;
    refuse(
      name,
      `\`${name}\` is only for \`secret_delivery = "claim"\`. Set \`secret_delivery = "claim"\`, or ` +
        `remove \`${name}\`.`,
    );
  }
  return faults;
}

/**
 * What is missing for a new secret. An imported key may lack it, because only the creator of the
 * key knows whom its secret was encrypted for.
 */
export function missingForNextSecret(
  delivery: SecretDelivery | Unknown,
  config: ConfiguredDelivery,
): DiagnosticText | undefined {
  if (delivery === 'encrypted' && config.recipient_jwk === null && config.recipient_pem === null) {
    return {
      summary: 'The secret has no recipient',
      detail:
        'The new secret would be encrypted, but the configuration has no recipient. Set ' +
        '`recipient_jwk` or `recipient_pem`, or choose another `secret_delivery`.',
      attribute: 'secret_delivery',
    };
  }
  if (delivery === 'public_key' && config.public_jwk === null) {
    return {
      summary: 'The public key is missing',
      detail:
        'The key would have a public key instead of a secret, but the configuration has no ' +
        'public key. Set `public_jwk`, or choose another `secret_delivery`. For example, ' +
        '"claim" keeps the secret out of the state.',
      attribute: config.secret_delivery === null ? 'public_jwk' : 'secret_delivery',
    };
  }
  return undefined;
}

/** The values that are known at create and update. */
export interface PlannedDelivery {
  readonly secret_delivery: string | null | Unknown;
  readonly recipient_jwk: string | null;
  readonly recipient_pem: string | null;
  readonly public_jwk: string | null;
  readonly claim_window: string | null;
  readonly claimant_id?: string | null;
}

/** The fields of a create or a rotation that say how the secret is delivered. */
export function deliveryRequest(plan: PlannedDelivery) {
  const { recipient_jwk, recipient_pem, public_jwk, claim_window, claimant_id = null } = plan;
  const delivery = intendedDelivery(plan, null);
  const recipient = recipient_jwk === null ? undefined : parseJwk(recipient_jwk);
  const publicKey = public_jwk === null ? undefined : parseJwk(public_jwk);
  return {
    ...(!isUnknown(delivery) && { secret_delivery: delivery }),
    ...(recipient && { recipient_jwk: recipient }),
    ...(recipient_pem !== null && { recipient_pem }),
    ...(publicKey && { public_jwk: publicKey }),
    ...(claim_window !== null && !isLeftOver(claim_window, delivery) && { claim_window }),
    ...(claimant_id !== null && { claimant_id }),
  };
}

/** An import writes the default into the state, where it stays when the key gets another delivery. */
function isLeftOver(claimWindow: string, delivery: SecretDelivery | Unknown): boolean {
  return (
    !isUnknown(delivery) && delivery !== 'claim' && samePeriod(claimWindow, DEFAULT_CLAIM_WINDOW)
  );
}

function deliveryOf(text: string): SecretDelivery {
  return SECRET_DELIVERIES.find((delivery) => delivery === text) ?? 'plain';
}

function isSet(value: Configured<string> | undefined): value is string {
  return typeof value === 'string';
}

const MIN_RSA_BITS = 3072;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

function suitability(parse: () => KeyObject): string | undefined {
  try {
    const { asymmetricKeyType: type, asymmetricKeyDetails: details = {} } = parse();
    const isSuitable =
      type === 'x25519' ||
      (type === 'ec' && CURVES.includes(details.namedCurve ?? '')) ||
      (type === 'rsa' && (details.modulusLength ?? 0) >= MIN_RSA_BITS);
    return isSuitable ? undefined : `must be ${SUITABLE}`;
  } catch {
    return `must be ${SUITABLE}`;
  }
}
