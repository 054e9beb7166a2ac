import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Failure } from '../../domain/failure';
import { holdsSecret } from '../../domain/secret';

/** Creates the failure for the field that contains the key. */
export type RefuseKey = (code: string, message: string) => Failure;

export type PublicKeyKind =
  'P-256' | 'P-384' | 'P-521' | 'Ed25519' | 'Ed448' | 'X25519' | 'X448' | 'RSA';

/** The use of an owner's public key: to sign or to encrypt. */
export interface KeyUse {
  /** The values of the JWK members `use` and `alg` that fit (RFC 7517 §4.2, §4.4). */
  readonly use: 'sig' | 'enc';
  readonly algorithms: readonly string[];
  /** If `key_ops` is given, it must contain one of these (RFC 7517 §4.3). */
  readonly operations: readonly string[];
  /** WebCrypto exports a public ECDH key with an empty `key_ops`. */
  readonly operationsMayBeEmpty?: boolean;
}

const MIN_RSA_EXPONENT = 65537n;
/** The longest exponent. OpenSSL accepts longer ones only for short keys. */
const MAX_RSA_EXPONENT = 2n ** 64n - 1n;
const MAX_RSA_BITS = 8192;
export const KID = /^[\x20-\x7e]{1,255}$/;
export const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

const KIND_BY_CURVE: Readonly<Record<string, PublicKeyKind>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

const KIND_BY_TYPE: Readonly<Record<string, PublicKeyKind>> = {
  ed25519: 'Ed25519',
  ed448: 'Ed448',
  x25519: 'X25519',
  x448: 'X448',
};

/** `undefined` for a kind of key that Keyplane does not support. */
export function kindOf(key: KeyObject): PublicKeyKind | undefined {
  const type = key.asymmetricKeyType;
  if (type === 'rsa') return 'RSA';
  if (type === 'ec') return KIND_BY_CURVE[key.asymmetricKeyDetails?.namedCurve ?? ''];
  return KIND_BY_TYPE[type ?? ''];
}

/**
 * @throws the failure `private_key`: the sender has exposed the private key to Keyplane and to everything
 * in between
 */
export function requireNoPrivatePart(jwk: Readonly<Record<string, unknown>>, refuse: RefuseKey) {
  if (PRIVATE_MEMBERS.some((member) => member in jwk)) throw privateKey('JWK', refuse);
}

export function privateKey(what: 'JWK' | 'PEM', refuse: RefuseKey): Failure {
  return refuse(
    'private_key',
    `This ${what} contains a private or symmetric key. Consider it leaked: create another ` +
      'key pair, and send only the public key.',
  );
}

/** `undefined` if it is not a public key, or is a point that is not on its curve. */
export function importPublicJwk(jwk: Readonly<Record<string, unknown>>): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/**
 * With a public exponent of 1, encrypting and signing change nothing. With 3, a message whose
 * padding is weak is not safe. An even exponent has no private key.
 */
export function requireRsa(key: KeyObject, minBits: number, refuse: RefuseKey): void {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < minBits || modulusLength > MAX_RSA_BITS) {
    throw refuse(
      'unsupported_key',
      `This RSA key has ${modulusLength} bits. Send an RSA key of ${minBits} to ` +
        `${MAX_RSA_BITS} bits.`,
    );
  }
  const isUsable = publicExponent >= MIN_RSA_EXPONENT && publicExponent <= MAX_RSA_EXPONENT;
  if (!isUsable || publicExponent % 2n === 0n) {
    throw refuse(
      'unsupported_key',
      'The public exponent of this RSA key is not safe. Send a key whose exponent is 65537.',
    );
  }
}

/** If a JWK says what it is for, that counts. A contradiction means that its owner meant another key. */
export function requireUse(
  jwk: Readonly<Record<string, unknown>>,
  { use, algorithms, operations, operationsMayBeEmpty = false }: KeyUse,
  refuse: RefuseKey,
): void {
  if (jwk['use'] !== undefined && jwk['use'] !== use) {
    const wanted = use === 'sig' ? 'signing' : 'encryption';
    throw refuse(
      'contradicting_use',
      `The \`use\` of this JWK says that it is not for ${wanted}. Send a key whose \`use\` is ` +
        `"${use}" or absent.`,
    );
  }
  if (jwk['alg'] !== undefined && !algorithms.some((algorithm) => algorithm === jwk['alg'])) {
    throw refuse(
      'contradicting_alg',
      'Keyplane cannot use this JWK with its `alg`. Keyplane uses the key only with ' +
        `${algorithms.join(' or ')}. Omit \`alg\`, or send another key.`,
    );
  }
  const keyOps = jwk['key_ops'] ?? operations;
  const listed: readonly unknown[] = Array.isArray(keyOps) ? keyOps : [null];
  const permitted = listed.length === 0 && operationsMayBeEmpty;
  if (!permitted && !operations.some((operation) => listed.includes(operation))) {
    throw refuse(
      'contradicting_key_ops',
      `The \`key_ops\` of this JWK contain none of ${operations.join(', ')}. Omit \`key_ops\`, ` +
        'or send another key.',
    );
  }
}

/** The key's own ID, if it has one. */
export function kidOf(
  jwk: Readonly<Record<string, unknown>>,
  refuse: RefuseKey,
): string | undefined {
  const { kid } = jwk;
  if (kid === undefined) return undefined;
  if (typeof kid !== 'string' || !KID.test(kid)) {
    throw refuse(
      'invalid_kid',
      'The `kid` must be a string of 1 to 255 printable ASCII characters.',
    );
  }
  if (holdsSecret(kid)) {
    throw refuse(
      'secret_in_text',
      'The `kid` contains a Keyplane secret. Remove the secret, and revoke its key, because it counts as leaked.',
    );
  }
  return kid;
}
