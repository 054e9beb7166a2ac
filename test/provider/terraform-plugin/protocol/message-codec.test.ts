import { fc } from '../../../support/property';
import {
  decodeMessage,
  encodeMessage,
} from '../../../../provider/terraform-plugin/protocol/message-codec';
import {
  field,
  mapOf,
  message,
  optional,
  repeated,
} from '../../../../provider/terraform-plugin/protocol/message-descriptor';

const leaf = message('Leaf', { name: field(1, 'string'), rank: optional(2, 'int64') });
const tree = message('Tree', {
  title: field(1, 'string'),
  raw: field(2, 'bytes'),
  isOpen: field(3, 'bool'),
  size: field(4, 'int64'),
  kind: field(5, 'int32'),
  leaf: field(6, () => leaf),
  leaves: repeated(7, () => leaf),
  names: repeated(8, 'string'),
  byName: mapOf(9, () => leaf),
  labels: mapOf(20, 'string'),
});

const absentTree = {
  title: '',
  raw: new Uint8Array(),
  isOpen: false,
  size: 0,
  kind: 0,
  leaf: undefined,
  leaves: [],
  names: [],
  byName: {},
  labels: {},
};

const isSurrogate = (codePoint: number) => codePoint >= 0xd800 && codePoint <= 0xdfff;
/** The unit "binary" of fast-check means the same, but lists all code points, which takes a second. */
const anyCharacter = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((codePoint) => !isSurrogate(codePoint))
  .map((codePoint) => String.fromCodePoint(codePoint));
/** The plain strings include names such as `__proto__`. */
const text = fc.oneof(fc.string(), fc.string({ unit: anyCharacter }));
const anyLeaf = fc.record({ name: text, rank: fc.option(fc.maxSafeInteger(), { nil: undefined }) });
const anyTree = fc.record({
  title: text,
  raw: fc.uint8Array(),
  isOpen: fc.boolean(),
  size: fc.maxSafeInteger(),
  kind: fc.integer(),
  leaf: fc.option(anyLeaf, { nil: undefined }),
  leaves: fc.array(anyLeaf),
  names: fc.array(text),
  byName: fc.dictionary(text, anyLeaf),
  labels: fc.dictionary(text, text),
});

describe('the protobuf codec', () => {
  it('reads back every message that it writes', () => {
    fc.assert(
      fc.property(anyTree, (value) => {
        expect(decodeMessage(tree, encodeMessage(tree, value))).toEqual(value);
      }),
    );
  });

  it('writes the bytes of the protobuf documentation', () => {
    const documented = message('Test1', { a: field(1, 'int32'), b: field(2, 'string') });
    expect(Buffer.from(encodeMessage(documented, { a: 150, b: 'testing' })).toString('hex')).toBe(
      '089601' + '120774657374696e67',
    );
  });

  it('writes nothing for zero values and keeps an optional zero', () => {
    expect(encodeMessage(tree, absentTree)).toHaveLength(0);
    expect([...encodeMessage(leaf, { name: '', rank: 0 })]).toEqual([0x10, 0x00]);
  });

  it('reads an absent field as its zero value', () => {
    expect(decodeMessage(tree, new Uint8Array())).toEqual(absentTree);
  });

  it('skips fields that it does not know, of every wire type', () => {
    const bytes = Buffer.from(
      'f80601' + // 111, varint
        'f9060102030405060708' + // 111, 64 bit
        'fa0602aabb' + // 111, bytes
        'fd0601020304' + // 111, 32 bit
        '0a0141',
      'hex',
    );
    expect(decodeMessage(leaf, bytes)).toEqual({ name: 'A', rank: undefined });
  });

  it('reads a map entry without a value as an empty value', () => {
    expect(decodeMessage(tree, Buffer.from('4a030a0161', 'hex')).byName).toEqual({
      a: { name: '', rank: undefined },
    });
  });

  it('keeps the key __proto__ of a map', () => {
    const value = Object.fromEntries([['__proto__', 'x']]);
    const { labels } = decodeMessage(tree, encodeMessage(tree, { labels: value }));
    expect(Object.keys(labels)).toEqual(['__proto__']);
  });

  it.each([
    ['a length beyond the end', '0a0541', 'truncated'],
    ['another wire type than the field has', '0801', 'Leaf.name has wire type 0'],
    ['a group', '0b', 'wire type 3'],
    ['field number zero', '00', 'field number 0'],
    ['text that is not UTF-8', '0a01ff', 'encoded data was not valid'],
  ])('refuses %s', (_name, hex, complaint) => {
    expect(() => decodeMessage(leaf, Buffer.from(hex, 'hex'))).toThrow(complaint);
  });

  it('refuses a table in which two fields have the same number', () => {
    expect(() => message('Twice', { a: field(1, 'bool'), b: field(1, 'bool') })).toThrow('Twice');
  });

  it('decodes or refuses any bytes in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          decodeMessage(tree, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});
