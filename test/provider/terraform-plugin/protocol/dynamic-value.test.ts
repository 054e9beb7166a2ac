import { decode, ExtData, encode } from '@msgpack/msgpack';
import { fc } from '../../../support/property';
import type { AttributeType } from '../../../../provider/terraform-plugin/framework/attribute-type';
import { parseNumber } from '../../../../provider/terraform-plugin/framework/number-text';
import type { Value } from '../../../../provider/terraform-plugin/framework/value';
import { Decimal, unknown } from '../../../../provider/terraform-plugin/framework/value';
import {
  decodeDynamicValue,
  encodeDynamicValue,
} from '../../../../provider/terraform-plugin/protocol/dynamic-value';

const noBytes = new Uint8Array();
const list = (element: AttributeType): AttributeType => ({ kind: 'list', element });
const map = (element: AttributeType): AttributeType => ({ kind: 'map', element });
const object = (attributes: Record<string, AttributeType>): AttributeType => ({
  kind: 'object',
  attributes,
});

function toMsgpack(value: Value, type: AttributeType): Uint8Array {
  return encodeDynamicValue(value, type).msgpack ?? noBytes;
}

function fromMsgpack(msgpack: Uint8Array, type: AttributeType): Value {
  return decodeDynamicValue({ msgpack, json: noBytes }, type);
}

function fromJson(json: string, type: AttributeType): Value {
  return decodeDynamicValue({ msgpack: noBytes, json: Buffer.from(json) }, type);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

function utf8(text: string): string {
  return hex(Buffer.from(text));
}

describe('a value on the wire', () => {
  it.each<[string, Value, AttributeType, string]>([
    ['null', null, 'string', 'c0'],
    ['an unknown', unknown, 'string', 'd40000'],
    ['a string', 'hi', 'string', 'a26869'],
    ['true', true, 'bool', 'c3'],
    ['a small whole number, as text', 7, 'number', 'a137'],
    ['a negative number, as text', -42, 'number', 'a32d3432'],
    ['the largest int64, as text', 2n ** 63n - 1n, 'number', `b3${utf8('9223372036854775807')}`],
    ['a half, as text', 0.5, 'number', 'a3302e35'],
    ['a 32nd, with every digit', 2 ** -5, 'number', `a7${utf8('0.03125')}`],
    ['a tenth, as text', new Decimal('0.1'), 'number', 'a3302e31'],
    ['infinity', Infinity, 'number', 'cb7ff0000000000000'],
    ['a bigint beyond 64 bits, as text', 10n ** 20n, 'number', 'b5' + '31' + '30'.repeat(20)],
    ['an empty list', [], list('string'), '90'],
    ['a list with a null', ['a', null], list('string'), '92a161c0'],
    ['a map with an unknown', { k: unknown }, map('number'), '81a16bd40000'],
    [
      'an object with every attribute',
      { b: 1 },
      object({ b: 'number', a: 'string' }),
      '82a161c0a162a131',
    ],
  ])('has the bytes of cty: %s', (_name, value, type, bytes) => {
    expect(hex(toMsgpack(value, type))).toBe(bytes);
  });

  const key = fc.string({ unit: 'binary' }).filter((name) => name !== '__proto__');
  const number = fc
    .oneof(
      fc.integer(),
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((double) => double.toFixed(20)),
    )
    .map((digits) => parseNumber(String(digits)));
  const maybe = (known: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
    fc.oneof(fc.constant(null), fc.constant(unknown), { arbitrary: known, weight: 6 });

  interface Typed {
    readonly type: AttributeType;
    readonly value: Value;
  }

  function typed(depth: number): fc.Arbitrary<Typed> {
    const leaf: fc.Arbitrary<Typed> = fc.oneof(
      maybe(fc.string({ unit: 'binary' })).map((value) => ({ type: 'string' as const, value })),
      maybe(fc.boolean()).map((value) => ({ type: 'bool' as const, value })),
      maybe(number).map((value) => ({ type: 'number' as const, value })),
    );
    if (depth === 0) return leaf;
    const inner = typed(depth - 1);
    return fc.oneof(
      leaf,
      inner.map(({ type, value }) => ({ type: list(type), value: [value, null, value] })),
      fc.tuple(inner, key).map(([{ type, value }, name]) => ({
        type: map(type),
        value: Object.assign(Object.create(null), { [name]: value }) as Value,
      })),
      fc.dictionary(key, inner, { noNullPrototype: true }).map((attributes) => ({
        type: object(mapValues(attributes, ({ type }) => type)),
        value: mapValues(attributes, ({ value }) => value),
      })),
    );
  }

  function mapValues<From, To>(
    record: Readonly<Record<string, From>>,
    convert: (item: From) => To,
  ): Record<string, To> {
    const result = Object.create(null) as Record<string, To>;
    for (const [name, item] of Object.entries(record)) result[name] = convert(item);
    return result;
  }

  it('is the same after encoding and decoding, for every type', () => {
    fc.assert(
      fc.property(typed(3), ({ type, value }) => {
        expect(fromMsgpack(toMsgpack(value, type), type)).toStrictEqual(value);
      }),
    );
  });

  it('keeps every digit of a number, in msgpack and in JSON', () => {
    const digits = '3.14159265358979323846264338327950288419716939937510';
    expect(fromMsgpack(encode(digits), 'number')).toEqual(new Decimal(digits.slice(0, -1)));
    expect(fromJson(digits, 'number')).toEqual(new Decimal(digits.slice(0, -1)));
    expect(fromJson('123456789012345678901234567890', 'number')).toBe(
      123456789012345678901234567890n,
    );
    expect(fromMsgpack(encode(1e21), 'number')).toBe(10n ** 21n);
  });

  it('reads a refined unknown as a plain unknown', () => {
    const notNull = new ExtData(12, encode(new Map([[1, false]])));
    expect(fromMsgpack(encode(notNull), 'string')).toBe(unknown);
  });

  it('gives an object every attribute of its type and no other', () => {
    const type = object(
      Object.fromEntries<AttributeType>([
        ['a', 'string'],
        ['constructor', 'string'],
      ]),
    );
    const value = fromMsgpack(encode({ a: 'x', surplus: 1 }), type);
    expect(value).toEqual({ a: 'x', constructor: null });
    expect(decode(toMsgpack({ a: 'x' }, type))).toEqual({ a: 'x', constructor: null });
  });

  it('is null if it is absent or has no bytes', () => {
    expect(decodeDynamicValue(undefined, 'string')).toBeNull();
    expect(fromMsgpack(noBytes, 'string')).toBeNull();
  });

  it.each<[string, () => unknown, string]>([
    [
      'a value of another type, by its place',
      () => toMsgpack({ a: [{ b: 'secret' }] }, object({ a: list(object({ b: 'number' })) })),
      'a[0].b: expected number, found string',
    ],
    [
      'a wire value of another type, by its place',
      () => fromMsgpack(encode({ 'k y': true }), map('string')),
      '["k y"]: expected string, found boolean',
    ],
    [
      'an attribute that the type lacks',
      () => toMsgpack({ a: { b: 1 } }, object({ a: object({}) })),
      'a.b is not in the schema',
    ],
    ['a string for a list', () => toMsgpack('abc', list('string')), 'expected list, found string'],
    ['a list for a map', () => fromMsgpack(encode([]), map('string')), 'expected map, found array'],
    ['a decimal for an object', () => toMsgpack(new Decimal('1'), object({})), 'expected object'],
    [
      'an extension that is not an unknown',
      () => fromMsgpack(encode(new ExtData(5, Uint8Array.of(0))), 'string'),
      'extension 5',
    ],
  ])('refuses %s', (_name, act, complaint) => {
    expect(act).toThrow(complaint);
  });
});
