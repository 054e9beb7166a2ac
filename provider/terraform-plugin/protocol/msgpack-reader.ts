/**
 * The part of msgpack (github.com/msgpack/msgpack/blob/master/spec.md) that cty and similar
 * programs write.
 */
export interface MsgpackReader {
  /** The kind of the next value, in JavaScript's words. This does not consume any input. */
  kind(): MsgpackKind;
  /** Call these only if `kind` has said that the value has this kind. */
  nil(): void;
  boolean(): boolean;
  /** A 64-bit integer is a bigint. */
  number(): number | bigint;
  string(): string;
  /** The length of a list or a map, whose items come next. */
  length(): number;
  /** The type of an extension, whose content is skipped. */
  extension(): number;
  skip(): void;
}

export type MsgpackKind =
  'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'extension' | 'binary';

export function createMsgpackReader(bytes: Uint8Array): MsgpackReader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function first(): number {
    const byte = view[at];
    if (byte === undefined) throw new RangeError('msgpack: truncated');
    return byte;
  }

  function unsigned(width: number, offset = 1): number {
    const value = view.readUIntBE(at + offset, width);
    at += offset + width;
    return value;
  }

  /**
   * The length of a value. It is in the first byte (below `fix`), or in as many bytes as that byte
   * says.
   */
  function lengthOf(fix: number, mask: number, smallest: number, smallestWidth: number): number {
    const byte = first();
    if (byte < fix) {
      at += 1;
      return byte & mask;
    }
    return unsigned(smallestWidth << (byte - smallest));
  }

  function take(length: number): number {
    const start = at;
    at += length;
    if (at > view.length) throw new RangeError('msgpack: truncated');
    return start;
  }

  const reader: MsgpackReader = {
    kind() {
      const byte = first();
      if (byte < 0x80 || byte >= 0xe0) return 'number';
      if (byte < 0x90) return 'object';
      if (byte < 0xa0) return 'array';
      if (byte < 0xc0) return 'string';
      return KINDS[byte - 0xc0] ?? 'binary';
    },

    nil: () => void (at += 1),
    boolean: () => view[at++] === 0xc3,

    number() {
      const byte = first();
      if (byte < 0x80 || byte >= 0xe0) {
        at += 1;
        return byte < 0x80 ? byte : byte - 0x100;
      }
      const start = at + 1;
      switch (byte) {
        case 0xca:
          at += 5;
          return view.readFloatBE(start);
        case 0xcb:
          at += 9;
          return view.readDoubleBE(start);
        case 0xcf:
          at += 9;
          return view.readBigUInt64BE(start);
        case 0xd3:
          at += 9;
          return view.readBigInt64BE(start);
      }
      if (byte <= 0xce) return unsigned(1 << (byte - 0xcc));
      const width = 1 << (byte - 0xd0);
      at += 1 + width;
      return view.readIntBE(start, width);
    },

    string() {
      const length = lengthOf(0xc0, 0x1f, 0xd9, 1);
      const start = take(length);
      return view.toString('utf8', start, start + length);
    },

    length() {
      const byte = first();
      return byte < 0x90 || byte >= 0xde
        ? lengthOf(0x90, 0x0f, 0xde, 2)
        : lengthOf(0xa0, 0x0f, 0xdc, 2);
    },

    extension() {
      const byte = first();
      const isFixed = byte >= 0xd4;
      const length = isFixed ? 1 << (byte - 0xd4) : unsigned(1 << (byte - 0xc7));
      if (isFixed) at += 1;
      const type = view.readInt8(at);
      take(1 + length);
      return type;
    },

    skip() {
      switch (reader.kind()) {
        case 'null':
        case 'boolean':
          at += 1;
          return;
        case 'number':
          reader.number();
          return;
        case 'string':
          reader.string();
          return;
        case 'extension':
          reader.extension();
          return;
        case 'binary':
          take(unsigned(1 << (first() - 0xc4)));
          return;
        case 'array':
          for (let left = reader.length(); left > 0; left -= 1) reader.skip();
          return;
        case 'object':
          for (let left = 2 * reader.length(); left > 0; left -= 1) reader.skip();
      }
    },
  };
  return reader;
}

const repeat = (kind: MsgpackKind, count: number): readonly MsgpackKind[] =>
  Array.from({ length: count }, () => kind);

/** From 0xc0 to 0xdf. */
const KINDS: readonly MsgpackKind[] = [
  ...(['null', 'binary', 'boolean', 'boolean'] as const),
  ...repeat('binary', 3),
  ...repeat('extension', 3),
  ...repeat('number', 10),
  ...repeat('extension', 5),
  ...repeat('string', 3),
  ...repeat('array', 2),
  ...repeat('object', 2),
];
