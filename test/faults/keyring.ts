import { generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';

export interface KeyPair {
  readonly publicJwk: JsonWebKey;
  readonly privateKey: KeyObject;
}

/** The private keys that the owners of keys hold themselves. */
export interface Keyring {
  /** Key pairs of the owners who get encrypted secrets. */
  readonly recipient: KeyPair;
  /** Key pairs of the owners who have no secret. There are `PAIRS` of them. */
  readonly pairs: readonly KeyPair[];
}

/** One pair for the time before a rotation, and one for the time after it. */
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
