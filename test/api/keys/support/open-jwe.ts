import {
  constants,
  createDecipheriv,
  createHash,
  createPublicKey,
  diffieHellman,
  privateDecrypt,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

const KEY_BYTES = 32;
const KEY_WRAP_IV = Buffer.alloc(8, 0xa6);

export interface OpenedJwe {
  readonly header: Readonly<Record<string, unknown>>;
  readonly plaintext: string;
}

/** Opens a compact JWE as RFC 7516 and 7518 describe it, with Node's primitives alone. */
export function openJwe(jwe: string, privateKey: KeyObject): OpenedJwe {
  const [head = '', ...rest] = jwe.split('.');
  const [encryptedKey, iv, ciphertext, tag] = rest.map(bytesOf) as [Buffer, Buffer, Buffer, Buffer];
  const header = JSON.parse(bytesOf(head).toString('utf8')) as Record<string, unknown>;
  if (rest.length !== 4 || header['enc'] !== 'A256GCM') throw new Error('Not a JWE of ours.');
  const key = contentKey(header, encryptedKey, privateKey);
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(Buffer.from(head, 'ascii'));
  decipher.setAuthTag(tag);
  const plaintext = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  return { header, plaintext: plaintext.toString('utf8') };
}

function contentKey(
  header: Readonly<Record<string, unknown>>,
  encryptedKey: Buffer,
  privateKey: KeyObject,
): Buffer {
  if (header['alg'] === 'RSA-OAEP-256') {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return privateDecrypt({ key: privateKey, padding, oaepHash: 'sha256' }, encryptedKey);
  }
  const publicKey = createPublicKey({ key: header['epk'] as JsonWebKey, format: 'jwk' });
  const wrappingKey = concatKdf(diffieHellman({ privateKey, publicKey }), String(header['alg']));
  const unwrap = createDecipheriv('id-aes256-wrap', wrappingKey, KEY_WRAP_IV);
  return Buffer.concat([unwrap.update(encryptedKey), unwrap.final()]);
}

/** RFC 7518 §4.6.2. One round is enough, because the derived key is as long as the hash. */
function concatKdf(sharedSecret: Buffer, algorithm: string): Buffer {
  const length = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return bytes;
  };
  return createHash('sha256')
    .update(length(1))
    .update(sharedSecret)
    .update(length(algorithm.length))
    .update(algorithm)
    .update(length(0))
    .update(length(0))
    .update(length(KEY_BYTES * 8))
    .digest();
}

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}
