/** The few forms of ASN.1 DER (ITU-T X.690) that a certificate consists of. */
const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  contextConstructed: 0xa0,
  contextPrimitive: 0x80,
} as const;

function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag, ...lengthBytes(body.length)), body]);
}

function lengthBytes(length: number): readonly number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 + bytes.length, ...bytes];
}

export const sequence = (...items: readonly Uint8Array[]): Buffer =>
  element(Tag.sequence, ...items);
export const set = (...items: readonly Uint8Array[]): Buffer => element(Tag.set, ...items);
export const octetString = (bytes: Uint8Array): Buffer => element(Tag.octetString, bytes);
export const utf8String = (text: string): Buffer => element(Tag.utf8String, Buffer.from(text));
export const derTrue: Buffer = element(Tag.boolean, Buffer.of(0xff));

/** `[number]` around a whole element. */
export const explicit = (number: number, item: Uint8Array): Buffer =>
  element(Tag.contextConstructed + number, item);

/** `[number]` instead of a primitive element's own tag. */
export const implicit = (number: number, contents: Uint8Array): Buffer =>
  element(Tag.contextPrimitive + number, contents);

/** An unsigned integer: a leading zero keeps a high first bit from being read as a minus sign. */
export function unsignedInteger(magnitude: Uint8Array): Buffer {
  const firstNonZero = magnitude.findIndex((byte) => byte !== 0);
  const digits = firstNonZero === -1 ? Buffer.of(0) : magnitude.subarray(firstNonZero);
  const isHigh = (digits[0] ?? 0) >= 0x80;
  return element(Tag.integer, isHigh ? Buffer.of(0) : Buffer.of(), digits);
}

export function bitString(bytes: Uint8Array, unusedBits = 0): Buffer {
  return element(Tag.bitString, Buffer.of(unusedBits), bytes);
}

/** `1.2.840.10045.4.3.2` and the like. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(
    Tag.objectIdentifier,
    Buffer.from([first * 40 + second, ...rest].flatMap(base128)),
  );
}

function base128(arc: number): readonly number[] {
  const bytes = [arc % 0x80];
  for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80)) {
    bytes.unshift((rest % 0x80) | 0x80);
  }
  return bytes;
}

/** A certificate's time: two-digit years until 2049 (RFC 5280, section 4.1.2.5). */
export function time(date: Date): Buffer {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replace(/[-:T]/g, '');
  return date.getUTCFullYear() < 2050
    ? element(Tag.utcTime, Buffer.from(digits.slice(2)))
    : element(Tag.generalizedTime, Buffer.from(digits));
}
