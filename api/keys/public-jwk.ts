import { createPublicKey, type JsonWebKey } from 'node:crypto';
import type { JWK } from 'jose';
import { invalidField } from '../domain/failure';

const MIN_RSA_BITS = 2048;
const CURVES = ['P-256', 'P-384', 'Ed25519'];

/**
 * A public key by which a client may sign its assertions (RFC 7523), cut down to its public members.
 * @throws Failure `invalid_request` where it is private, symmetric, weak or not a key
 */
export function parsePublicJwk(jwk: Readonly<Record<string, unknown>>): JWK {
  const refuse = (code: string, message: string) => invalidField('/public_jwk', code, message);
  if ('d' in jwk || 'k' in jwk) {
    throw refuse(
      'private_key',
      'This JWK holds a private or symmetric key. Consider it leaked: make another, and send only its public part.',
    );
  }
  const unsupported = refuse(
    'unsupported_key',
    'Send an EC P-256 or P-384, an Ed25519, or an RSA public key from 2048 bits as a JWK.',
  );
  let exported: JWK;
  try {
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const bits = key.asymmetricKeyDetails?.modulusLength;
    if (key.asymmetricKeyType === 'rsa' && (bits ?? 0) < MIN_RSA_BITS) throw unsupported;
    exported = key.export({ format: 'jwk' }) as JWK;
  } catch {
    throw unsupported;
  }
  if (exported.kty !== 'RSA' && !CURVES.includes(exported.crv ?? '')) throw unsupported;
  return { ...exported, ...(typeof jwk['kid'] === 'string' && { kid: jwk['kid'] }) };
}
