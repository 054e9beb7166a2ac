import { crc32 } from 'node:zlib';

const ALPHABET = Buffer.from('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
const PREFIX = 'kps_';
const RANDOM_LENGTH = 43;
const CHECKSUM_LENGTH = 6;

export const SECRET_LENGTH = PREFIX.length + RANDOM_LENGTH + CHECKSUM_LENGTH;

/**
 * Secrets of service account keys that follow from a number. The code that fills a database and the code
 * that asks for its keys create the same ones, a million without a file between them. They protect nothing.
 */
export function writeSecret(target: Buffer, offset: number, index: number): void {
  target.write(PREFIX, offset, 'latin1');
  let state = index + 1;
  let digits = 0;
  for (let position = 0; position < RANDOM_LENGTH; position += 1) {
    if (position % 5 === 0) {
      state = (state + 0x9e3779b9) | 0;
      digits = mixed(state);
    }
    target[offset + PREFIX.length + position] = ALPHABET[digits % 62] ?? 0;
    digits = Math.floor(digits / 62);
  }
  const checked = offset + PREFIX.length + RANDOM_LENGTH;
  let checksum = crc32(target.subarray(offset, checked));
  for (let position = CHECKSUM_LENGTH - 1; position >= 0; position -= 1) {
    target[checked + position] = ALPHABET[checksum % 62] ?? 0;
    checksum = Math.floor(checksum / 62);
  }
}

export function secretText(index: number): string {
  const buffer = Buffer.alloc(SECRET_LENGTH);
  writeSecret(buffer, 0, index);
  return buffer.toString('latin1');
}

/**
 * A bijection of 32 bits (splitmix32), so it never makes two indices begin with the same digits.
 */
function mixed(state: number): number {
  let value = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
