import type { KeyObject } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { invalidField } from '../../domain/failure';
import {
  importPublicJwk,
  kidOf,
  kindOf,
  requireNoPrivatePart,
  requireRsa,
  requireUse,
  type PublicKeyKind,
  type RefuseKey,
} from './public-key';

const MIN_RSA_BITS = 2048;

const ALGORITHMS: Readonly<Partial<Record<PublicKeyKind, readonly string[]>>> = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  Ed25519: ['EdDSA', 'Ed25519'],
  RSA: ['PS256', 'RS256'],
};

/** Points of small order by their encodings (RFC 8032 §5.1.2), each without the sign of its x. */
const SMALL_ORDER_POINTS = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * The public key of a client that signs its assertions (RFC 7523), reduced to its public members.
 * @throws Failure `invalid_request` if it is private, symmetric, weak, for encryption or not a key
 */
export function parsePublicJwk(jwk: Readonly<Record<string, unknown>>): JWK {
  const refuse = (code: string, message: string) => invalidField('/public_jwk', code, message);
  requireNoPrivatePart(jwk, refuse);
  const key = importPublicJwk(jwk);
  const kind = key && kindOf(key);
  const algorithms = kind && ALGORITHMS[kind];
  if (key === undefined || algorithms === undefined) {
    throw refuse(
      'unsupported_key',
      'Send an EC P-256 or P-384 public key, an Ed25519 public key, or an RSA public key ' +
        'of at least 2048 bits as a JWK.',
    );
  }
  if (kind === 'RSA') requireRsa(key, MIN_RSA_BITS, refuse);
  if (kind === 'Ed25519') requireLargeOrder(key, refuse);
  requireUse(jwk, { use: 'sig', algorithms, operations: ['verify'] }, refuse);
  const kid = kidOf(jwk, refuse);
  return { ...(key.export({ format: 'jwk' }) as JWK), ...(kid !== undefined && { kid }) };
}

/**
 * Compares RFC 7638 thumbprints, because a `kid` is only a name. The same key under another name is still the
 * same key.
 */
export async function samePublicKey(a: JWK, b: JWK): Promise<boolean> {
  return (await calculateJwkThumbprint(a)) === (await calculateJwkThumbprint(b));
}

/** A key of small order proves nothing: anybody can make up signatures that it verifies. */
function requireLargeOrder(key: KeyObject, refuse: RefuseKey): void {
  const point = Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');
  point[31] = (point[31] ?? 0) & 0x7f;
  if (SMALL_ORDER_POINTS.has(point.toString('hex'))) {
    throw refuse('unsupported_key', 'This public key has no private key, so nobody could use it.');
  }
}
