import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';

/** An RSA key of an OpenPGP certificate (RFC 9580, version 4). */
interface PublicKey {
  /** Upper-case hexadecimal, 16 digits. */
  readonly id: string;
  readonly key: KeyObject;
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

const SIGNATURE = 2;
const PUBLIC_KEY = 6;
const PUBLIC_SUBKEY = 14;
const RSA_ALGORITHMS = [1, 3];
const BINARY_DOCUMENT = 0;
const HASHES: Readonly<Record<number, string>> = { 8: 'sha256', 9: 'sha384', 10: 'sha512' };

/** The ID of the primary key, or undefined if this is not an armored certificate with an RSA key. */
export function keyIdOf(armoredKey: string): string | undefined {
  return publicKeys(armoredKey)[0]?.id;
}

/** Whether one of the certificate's RSA keys created this detached signature of these bytes. */
export function verifies(armoredKey: string, signed: Buffer, signature: Buffer): boolean {
  try {
    const packets = packetsOf(signature).filter(({ tag }) => tag === SIGNATURE);
    const keys = publicKeys(armoredKey);
    return packets.some(({ body }) => keys.some(({ key }) => isSignedBy(key, signed, body)));
  } catch {
    return false;
  }
}

function isSignedBy(key: KeyObject, signed: Buffer, body: Buffer): boolean {
  const [version, type, algorithm, hashId] = body;
  const hash = HASHES[hashId ?? 0];
  if (version !== 4 || type !== BINARY_DOCUMENT || hash === undefined) return false;
  if (!RSA_ALGORITHMS.includes(algorithm ?? 0)) return false;
  const hashedEnd = 6 + body.readUInt16BE(4);
  // After the other subpackets and the first two bytes of the digest.
  const numberStart = hashedEnd + 2 + body.readUInt16BE(hashedEnd) + 2;
  const trailer = Buffer.from([4, 0xff, 0, 0, 0, 0]);
  trailer.writeUInt32BE(hashedEnd, 2);
  const [number] = readNumber(body, numberStart);
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  const padded = Buffer.concat([Buffer.alloc(Math.max(0, bytes - number.length)), number]);
  return verify(hash, Buffer.concat([signed, body.subarray(0, hashedEnd), trailer]), key, padded);
}

function publicKeys(armoredKey: string): readonly PublicKey[] {
  try {
    return packetsOf(unarmored(armoredKey))
      .filter(({ tag }) => tag === PUBLIC_KEY || tag === PUBLIC_SUBKEY)
      .flatMap(({ body }) => publicKey(body));
  } catch {
    return [];
  }
}

function publicKey(body: Buffer): readonly PublicKey[] {
  if (body[0] !== 4 || !RSA_ALGORITHMS.includes(body[5] ?? 0)) return [];
  const [n, next] = readNumber(body, 6);
  const [e] = readNumber(body, next);
  const length = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  const fingerprint = createHash('sha1').update(length).update(body).digest('hex');
  const jwk = { kty: 'RSA', n: n.toString('base64url'), e: e.toString('base64url') };
  return [
    { id: fingerprint.slice(-16).toUpperCase(), key: createPublicKey({ key: jwk, format: 'jwk' }) },
  ];
}

function readNumber(from: Buffer, at: number): readonly [number: Buffer, next: number] {
  const next = at + 2 + Math.ceil(from.readUInt16BE(at) / 8);
  return [from.subarray(at + 2, next), next];
}

function unarmored(text: string): Buffer {
  const [, base64 = ''] =
    /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(?:[^\r\n]+\r?\n)*\r?\n([A-Za-z0-9+/=\s]+?)\r?\n(?:=[A-Za-z0-9+/]{4}\r?\n)?-----END/.exec(
      text,
    ) ?? [];
  return Buffer.from(base64, 'base64');
}

function packetsOf(bytes: Buffer): readonly Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = bytes.readUInt8(at);
    const isNew = (header & 0x40) !== 0;
    const tag = isNew ? header & 0x3f : (header >> 2) & 0x0f;
    const [length, start] = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, header & 3);
    packets.push({ tag, body: bytes.subarray(start, start + length) });
    at = start + length;
  }
  return packets;
}

type Length = readonly [length: number, start: number];

function newLength(bytes: Buffer, at: number): Length {
  const first = bytes.readUInt8(at);
  if (first < 192) return [first, at + 1];
  if (first < 224) return [((first - 192) << 8) + bytes.readUInt8(at + 1) + 192, at + 2];
  return [bytes.readUInt32BE(at + 1), at + 5];
}

function oldLength(bytes: Buffer, at: number, type: number): Length {
  const size = [1, 2, 4][type];
  if (size === undefined) return [bytes.length - at, at];
  return [bytes.readUIntBE(at, size), at + size];
}
