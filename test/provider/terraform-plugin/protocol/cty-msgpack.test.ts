import { decode, encode, ExtData } from '@msgpack/msgpack';
import type { AttributeType } from '../../../../provider/terraform-plugin/framework/attribute-type';
import type { Value } from '../../../../provider/terraform-plugin/framework/value';
import {
  decodeMsgpack,
  encodeMsgpack,
} from '../../../../provider/terraform-plugin/protocol/cty-msgpack';

const strings: AttributeType = { kind: 'list', element: 'string' };
const bools: AttributeType = { kind: 'map', element: 'bool' };
const useBigInt64 = { useBigInt64: true };

/** The values at which msgpack changes from one width to the next. */
const LENGTHS = [0, 15, 16, 31, 32, 255, 256, 65_535, 65_536];

describe('msgpack, compared with a public library', () => {
  it.each(LENGTHS)('writes and reads texts, lists and maps of %d', (length) => {
    const values: readonly [Value, AttributeType][] = [
      ['a'.repeat(length), 'string'],
      ['ä'.repeat(length), 'string'],
      [Array.from({ length }, (_, index) => `item ${index}`), strings],
      [
        Object.fromEntries(Array.from({ length }, (_, index) => [`key ${index}`, index % 2 === 0])),
        bools,
      ],
    ];
    for (const [value, type] of values) {
      const bytes = encodeMsgpack(value, type);
      expect(Buffer.from(encode(value)).equals(bytes)).toBe(true);
      // They are compared as texts, because Jest takes seconds to compare maps of this size.
      const text = JSON.stringify(value);
      expect(JSON.stringify(decode(bytes))).toBe(text);
      expect(JSON.stringify(decodeMsgpack(encode(value), type))).toBe(text);
    }
  });

  it.each([
    0,
    1,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2 ** 32 - 1,
    2 ** 32,
    Number.MAX_SAFE_INTEGER,
    -1,
    -32,
    -33,
    -128,
    -129,
    -32_768,
    -32_769,
    -(2 ** 31),
    -(2 ** 31) - 1,
    0.5,
    -0.25,
    1e300,
  ])('reads %d', (number) => {
    const whole = Number.isSafeInteger(number);
    expect(decodeMsgpack(encode(number), 'number')).toBe(
      whole || number < 1 ? number : BigInt(number),
    );
  });

  it('reads 32-bit floats and 64-bit integers', () => {
    expect(decodeMsgpack(encode(0.5, { forceFloat32: true }), 'number')).toBe(0.5);
    expect(decodeMsgpack(encode(7n, useBigInt64), 'number')).toBe(7);
    expect(decodeMsgpack(encode(-7n, useBigInt64), 'number')).toBe(-7);
  });

  it.each([
    ['a number', 70_000],
    ['a text', 'long '.repeat(100)],
    ['a list of lists', [[1], ['a', null, true]]],
    ['a map', { a: { b: [1.5] } }],
    ['bytes', new Uint8Array(300)],
    ['an extension', new ExtData(7, new Uint8Array(300))],
    ['a short extension', new ExtData(7, new Uint8Array(4))],
  ])('ignores %s that the type does not have', (_what, surplus) => {
    const type: AttributeType = { kind: 'object', attributes: { after: 'string' } };
    expect(decodeMsgpack(encode({ surplus, after: 'x' }), type)).toEqual({ after: 'x' });
  });

  it('refuses bytes that end too early', () => {
    const whole = encode({ a: 'some text' });
    const type: AttributeType = { kind: 'object', attributes: { a: 'string' } };
    for (let length = 1; length < whole.length; length += 1) {
      expect(() => decodeMsgpack(whole.subarray(0, length), type)).toThrow();
    }
  });

  it('reads the next value correctly after a refused one', () => {
    expect(() => encodeMsgpack(['a', 1], strings)).toThrow('[1]: expected string, found number');
    expect(decode(encodeMsgpack(['b'], strings))).toEqual(['b']);
  });
});
