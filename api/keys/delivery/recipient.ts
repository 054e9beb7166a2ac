import { createPublicKey, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, CompactEncrypt, type JWK } from 'jose';
import { invalidField } from '../../domain/failure';
import type { Secret } from '../../domain/secret';
import {
  importPublicJwk,
  kidOf,
  kindOf,
  privateKey,
  requireNoPrivatePart,
  requireRsa,
  requireUse,
  type KeyUse,
  type PublicKeyKind,
  type RefuseKey,
} from '../public-keys/public-key';

export const RECIPIENT_ALGORITHMS = ['ECDH-ES+A256KW', 'RSA-OAEP-256'] as const;
export const RECIPIENT_ENCRYPTION = 'A256GCM';

const MIN_RSA_BITS = 3072;

/** The only reader of a secret: an owner's public key, and how a secret is encrypted for it. */
export interface Recipient {
  readonly algorithm: (typeof RECIPIENT_ALGORITHMS)[number];
  /** The `kid` of the JWK, or else its RFC 7638 thumbprint. */
  readonly kid: string;
  readonly publicKey: KeyObject;
}

/** The recipient as a request's body gives it: one of the two fields. */
export interface GivenRecipient {
  readonly recipientJwk?: Readonly<Record<string, unknown>> | undefined;
  readonly recipientPem?: string | undefined;
}

/**
 * A recipient by JWK (RFC 7517) or by PEM (SPKI, RFC 7468).
 * @throws Failure `invalid_request` at `/recipient_jwk` or `/recipient_pem`
 */
export async function parseRecipient(given: GivenRecipient): Promise<Recipient> {
  const { recipientJwk, recipientPem } = given;
  const refuse: RefuseKey = (code, message) =>
    invalidField(recipientPem === undefined ? '/recipient_jwk' : '/recipient_pem', code, message);
  if (recipientPem !== undefined) {
    if (recipientJwk !== undefined) {
      throw refuse('two_recipients', 'Give recipient_jwk or recipient_pem, not both.');
    }
    return recipientOf(importPem(recipientPem, refuse), {}, refuse);
  }
  if (recipientJwk === undefined) {
    throw refuse(
      'recipient_required',
      'Encrypted delivery needs the public key of the recipient. Give recipient_jwk or ' +
        'recipient_pem.',
    );
  }
  requireNoPrivatePart(recipientJwk, refuse);
  return recipientOf(importPublicJwk(recipientJwk), recipientJwk, refuse);
}

/** A compact JWE (RFC 7516) whose plaintext is the secret and nothing else. */
export function encryptFor(recipient: Recipient, secret: Secret): Promise<string> {
  return encryptText(recipient, secret.reveal());
}

async function recipientOf(
  publicKey: KeyObject | undefined,
  jwk: Readonly<Record<string, unknown>>,
  refuse: RefuseKey,
): Promise<Recipient> {
  const kind = publicKey && kindOf(publicKey);
  const algorithm = kind && algorithmOf(kind);
  if (kind === 'Ed25519' || kind === 'Ed448' || publicKey?.asymmetricKeyType === 'rsa-pss') {
    throw refuse('unsupported_key', `This is a key for signatures. ${WANTED}`);
  }
  if (publicKey === undefined || algorithm === undefined) throw unsupported(refuse);
  if (kind === 'RSA') requireRsa(publicKey, MIN_RSA_BITS, refuse);
  requireUse(jwk, USE[algorithm], refuse);
  const kid =
    kidOf(jwk, refuse) ??
    (await calculateJwkThumbprint(publicKey.export({ format: 'jwk' }) as JWK));
  const recipient = { algorithm, kid, publicKey };
  // Only an attempt to use the key shows a point of low order or an invalid modulus.
  await encryptText(recipient, '').catch(() => {
    throw unsupported(refuse);
  });
  return recipient;
}

async function encryptText(recipient: Recipient, plaintext: string): Promise<string> {
  const { algorithm, kid, publicKey } = recipient;
  return new CompactEncrypt(Buffer.from(plaintext, 'utf8'))
    .setProtectedHeader({ alg: algorithm, enc: RECIPIENT_ENCRYPTION, kid })
    .encrypt(publicKey);
}

const WANTED =
  'Send an EC P-256, P-384 or P-521 public key, an X25519 public key, or an RSA public key ' +
  'of at least 3072 bits.';

const USE: Readonly<Record<Recipient['algorithm'], KeyUse>> = {
  'ECDH-ES+A256KW': {
    use: 'enc',
    algorithms: ['ECDH-ES+A256KW'],
    operations: ['deriveKey', 'deriveBits'],
    operationsMayBeEmpty: true,
  },
  'RSA-OAEP-256': {
    use: 'enc',
    algorithms: ['RSA-OAEP-256'],
    operations: ['wrapKey', 'encrypt'],
  },
};

function algorithmOf(kind: PublicKeyKind): Recipient['algorithm'] | undefined {
  switch (kind) {
    case 'P-256':
    case 'P-384':
    case 'P-521':
    case 'X25519':
      return 'ECDH-ES+A256KW';
    case 'RSA':
      return 'RSA-OAEP-256';
    default:
      return undefined;
  }
}

function unsupported(refuse: RefuseKey) {
  return refuse('unsupported_key', WANTED);
}

function importPem(pem: string, refuse: RefuseKey): KeyObject {
  const labels = [...pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, label]) => label ?? '');
  if (labels.some((label) => label.endsWith('PRIVATE KEY'))) throw privateKey('PEM', refuse);
  if (labels.some((label) => label.endsWith('CERTIFICATE'))) {
    throw refuse(
      'certificate',
      'This is a certificate, and Keyplane does not check certificates. Send the public ' +
        'key of the certificate: openssl x509 -in certificate.pem -noout -pubkey',
    );
  }
  if (labels.length !== 1 || labels[0] !== 'PUBLIC KEY') {
    throw refuse(
      'unsupported_key',
      'Send one public key in PEM, which begins with "-----BEGIN PUBLIC KEY-----". If you ' +
        'have a private key: openssl pkey -in private.pem -pubout',
    );
  }
  try {
    return createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch {
    throw unsupported(refuse);
  }
}
