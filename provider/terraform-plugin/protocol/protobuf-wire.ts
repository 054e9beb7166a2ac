/**
 * The lowest layer of protobuf: varints, tags and lengths
 * (protobuf.dev/programming-guides/encoding).
 */
export const WireType = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;

export interface WireReader {
  atEnd(): boolean;
  tag(): { readonly fieldNumber: number; readonly wireType: number };
  /** An int64 in two's complement. Throws if a JavaScript number would lose digits. */
  varint(): number;
  /** A view of the input, not a copy. */
  lengthDelimited(): Uint8Array;
  skip(wireType: number): void;
}

const bitsPerByte = 7;
const exactVarintBytes = 7;
const longestVarintBytes = 10;

export function createWireReader(bytes: Uint8Array): WireReader {
  let position = 0;

  function advance(length: number): number {
    const start = position;
    if (start + length > bytes.length) {
      throw new Error(`protobuf: truncated at byte ${bytes.length}, ${length} more were announced`);
    }
    position += length;
    return start;
  }

  function varint(): number {
    const start = position;
    let small = 0;
    let large = 0n;
    for (let index = 0; index < longestVarintBytes; index++) {
      const byte = bytes[advance(1)] ?? 0;
      const payload = byte & 0x7f;
      if (index < exactVarintBytes) small += payload * 2 ** (bitsPerByte * index);
      else large += BigInt(payload) << BigInt(bitsPerByte * index);
      if (byte < 0x80) {
        return large === 0n ? small : exactNumber(BigInt.asIntN(64, large + BigInt(small)));
      }
    }
    throw new Error(
      `protobuf: the varint at byte ${start} is longer than ${longestVarintBytes} bytes`,
    );
  }

  function lengthDelimited(): Uint8Array {
    const length = varint();
    if (length < 0) throw new Error(`protobuf: negative length before byte ${position}`);
    const start = advance(length);
    return bytes.subarray(start, start + length);
  }

  return {
    atEnd: () => position === bytes.length,
    tag() {
      const tag = varint();
      const fieldNumber = Math.floor(tag / 8);
      if (fieldNumber < 1) throw new Error(`protobuf: field number ${fieldNumber} is not valid`);
      return { fieldNumber, wireType: tag % 8 };
    },
    varint,
    lengthDelimited,
    skip(wireType) {
      switch (wireType) {
        case WireType.varint:
          while ((bytes[advance(1)] ?? 0) >= 0x80);
          return;
        case WireType.fixed64:
          advance(8);
          return;
        case WireType.lengthDelimited:
          lengthDelimited();
          return;
        case WireType.fixed32:
          advance(4);
          return;
        default:
          throw new Error(`protobuf: wire type ${wireType} is not supported`);
      }
    },
  };
}

function exactNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) {
    throw new RangeError(`protobuf: ${value} does not fit a JavaScript number`);
  }
  return number;
}

export interface WireWriter {
  tag(fieldNumber: number, wireType: number): void;
  varint(value: number): void;
  string(text: string): void;
  bytes(bytes: Uint8Array): void;
  /** Writes the length of what `write` writes, and then its bytes. */
  nested(write: () => void): void;
  /** The bytes that were written. Nothing may be written afterwards. */
  finish(): Uint8Array;
}

const maxUtf8BytesPerUnit = 3;

/**
 * Writes into one buffer that grows, because a schema consists of thousands of tags and short
 * strings.
 */
export function createWireWriter(initialBytes = 2048): WireWriter {
  let buffer = Buffer.allocUnsafe(initialBytes);
  let end = 0;

  function reserve(bytes: number): void {
    if (end + bytes <= buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * buffer.length, end + bytes));
    buffer.copy(larger, 0, 0, end);
    buffer = larger;
  }

  function varint(value: number): void {
    if (!Number.isSafeInteger(value)) {
      throw new RangeError(`protobuf: ${value} is not an exact integer`);
    }
    reserve(longestVarintBytes);
    if (value < 0) {
      let rest = BigInt.asUintN(64, BigInt(value));
      for (; rest >= 0x80n; rest >>= 7n) buffer[end++] = Number(rest & 0x7fn) | 0x80;
      buffer[end++] = Number(rest);
    } else {
      let rest = value;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[end++] = (rest % 0x80) | 0x80;
      buffer[end++] = rest;
    }
  }

  /** One byte is reserved for the length. If the length needs more, the content moves. */
  function nested(write: () => void): void {
    reserve(1);
    const start = end + 1;
    end = start;
    write();
    const length = end - start;
    const lengthBytes = varintBytes(length);
    // Reserve before `end` moves back, because growing the buffer keeps only what is before `end`.
    reserve(longestVarintBytes);
    if (lengthBytes > 1) buffer.copyWithin(start - 1 + lengthBytes, start, end);
    end = start - 1;
    varint(length);
    end += length;
  }

  return {
    tag: (fieldNumber, wireType) => varint(fieldNumber * 8 + wireType),
    varint,
    string(text) {
      nested(() => {
        reserve(maxUtf8BytesPerUnit * text.length);
        end += buffer.write(text, end, 'utf8');
      });
    },
    bytes(bytes) {
      varint(bytes.length);
      reserve(bytes.length);
      buffer.set(bytes, end);
      end += bytes.length;
    },
    nested,
    finish: () => buffer.subarray(0, end),
  };
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}
