/**
 * The part of msgpack (github.com/msgpack/msgpack/blob/master/spec.md) in which the values of cty
 * are written.
 */
export interface MsgpackWriter {
  begin(): void;
  nil(): void;
  /** What cty writes for an unknown value: extension 0 with one zero byte. */
  unknown(): void;
  bool(value: boolean): void;
  double(value: number): void;
  string(text: string): void;
  listOf(length: number): void;
  mapOf(length: number): void;
  /** All bytes written so far. */
  finish(): Uint8Array;
}

const SHORT_STRING = 32;
const MAX_UTF8_BYTES = 3;

export function createMsgpackWriter(): MsgpackWriter {
  let buffer = Buffer.allocUnsafeSlow(16_384);
  let end = 0;

  function reserve(bytes: number): number {
    if (end + bytes > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, end + bytes));
      buffer.copy(larger, 0, 0, end);
      buffer = larger;
    }
    return end;
  }

  function byte(value: number): void {
    buffer[reserve(1)] = value;
    end += 1;
  }

  /** The widths of a length: in the first byte itself, in one more, in two or in four. */
  function header(
    length: number,
    fix: number,
    fixLimit: number,
    one: number | undefined,
    two: number,
  ): void {
    reserve(5);
    if (length < fixLimit) {
      buffer[end] = fix | length;
      end += 1;
    } else if (one !== undefined && length <= 0xff) {
      buffer[end] = one;
      buffer[end + 1] = length;
      end += 2;
    } else if (length <= 0xffff) {
      buffer[end] = two;
      end = buffer.writeUInt16BE(length, end + 1);
    } else {
      buffer[end] = two + 1;
      end = buffer.writeUInt32BE(length, end + 1);
    }
  }

  /** @returns false if the text is not ASCII; nothing is written then */
  function shortAscii(text: string): boolean {
    const start = reserve(text.length + 1);
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code >= 0x80) return false;
      buffer[start + 1 + index] = code;
    }
    buffer[start] = 0xa0 | text.length;
    end = start + 1 + text.length;
    return true;
  }

  return {
    begin() {
      end = 0;
    },
    nil: () => byte(0xc0),
    unknown() {
      byte(0xd4);
      byte(0);
      byte(0);
    },
    bool: (value) => byte(value ? 0xc3 : 0xc2),

    double(value) {
      reserve(9);
      buffer[end] = 0xcb;
      end = buffer.writeDoubleBE(value, end + 1);
    },

    string(text) {
      if (text.length < SHORT_STRING && shortAscii(text)) return;
      reserve(5 + MAX_UTF8_BYTES * text.length);
      header(Buffer.byteLength(text), 0xa0, 32, 0xd9, 0xda);
      end += buffer.write(text, end, 'utf8');
    },

    listOf: (length) => header(length, 0x90, 16, undefined, 0xdc),
    mapOf: (length) => header(length, 0x80, 16, undefined, 0xde),

    finish: () => new Uint8Array(buffer.subarray(0, end)),
  };
}
