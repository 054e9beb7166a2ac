import type { JWK } from 'jose';
import { invalidField } from '../domain/failure';
import {
  importPublicJwk,
  kidOf,
  kindOf,
  requireNoPrivatePart,
  requireRsa,
  requireUse,
  type PublicKeyKind,
} from './public-key';

const MIN_RSA_BITS = 2048;

const ALGORITHMS: Readonly<Partial<Record<PublicKeyKind, readonly string[]>>> = {
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  Ed25519: ['EdDSA', 'Ed25519'],
  RSA: ['PS256', 'RS256'],
};

/**
 * A public key by which a client may sign its assertions (RFC 7523), cut down to its public members.
 * @throws Failure `invalid_request` where it is private, symmetric, weak, for encryption or not a key
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
      'Send an EC P-256 or P-384, an Ed25519, or an RSA public key from 2048 bits as a JWK.',
    );
  }
  if (kind === 'RSA') requireRsa(key, MIN_RSA_BITS, refuse);
  requireUse(jwk, { use: 'sig', algorithms, operations: ['verify'] }, refuse);
  const kid = kidOf(jwk, refuse);
  return { ...(key.export({ format: 'jwk' }) as JWK), ...(kid !== undefined && { kid }) };
}
