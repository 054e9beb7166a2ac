import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly publicJwk: JsonWebKey;
  readonly privateKey: KeyObject;
}

/** What the owners of keys hold themselves. */
export interface Keyring {
  /** Of those to whom secrets are encrypted. */
  readonly recipient: KeyPair;
  /** Of those who have no secret; as many as `PAIRS`. */
  readonly pairs: readonly KeyPair[];
}

/** One before a rotation, one after it. */
export const PAIRS = 2;

export function createKeyring(): Keyring {
  return {
    recipient: drawPair(),
    pairs: Array.from({ length: PAIRS }, drawPair),
  };
}

function drawPair(): KeyPair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicJwk: publicKey.export({ format: 'jwk' }), privateKey };
}
