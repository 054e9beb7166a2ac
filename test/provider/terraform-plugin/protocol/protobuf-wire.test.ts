import { fc } from '../../../support/property';
import {
  createWireReader,
  createWireWriter,
} from '../../../../provider/terraform-plugin/protocol/protobuf-wire';

function encodeVarint(value: number): Uint8Array {
  const writer = createWireWriter();
  writer.varint(value);
  return writer.finish();
}

describe('a varint', () => {
  it.each([
    [0, [0x00]],
    [127, [0x7f]],
    [128, [0x80, 0x01]],
    [300, [0xac, 0x02]],
    [-1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
  ])('writes %d as protobuf does', (value, bytes) => {
    expect([...encodeVarint(value)]).toEqual(bytes);
    expect(createWireReader(Uint8Array.from(bytes)).varint()).toBe(value);
  });

  it('reads back every exact integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(createWireReader(encodeVarint(value)).varint()).toBe(value);
      }),
    );
  });

  it('is refused if a JavaScript number would lose digits', () => {
    const largestInt64 = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]);
    expect(() => createWireReader(largestInt64).varint()).toThrow('9223372036854775807');
    expect(() => encodeVarint(2 ** 53)).toThrow('not an exact integer');
  });

  it('is refused if it does not end', () => {
    expect(() => createWireReader(new Uint8Array(11).fill(0x80)).varint()).toThrow(
      'longer than 10',
    );
    expect(() => createWireReader(Uint8Array.of(0x80)).varint()).toThrow('truncated');
  });
});

describe('a nested field', () => {
  it.each([0, 1, 127, 128, 16_383, 16_384])('of %d bytes follows its length', (length) => {
    const writer = createWireWriter(1);
    writer.nested(() => writer.nested(() => writer.string('x'.repeat(length))));
    writer.varint(7);
    const reader = createWireReader(writer.finish());
    const inner = createWireReader(createWireReader(reader.lengthDelimited()).lengthDelimited());
    expect(Buffer.from(inner.lengthDelimited()).toString()).toBe('x'.repeat(length));
    expect(inner.atEnd()).toBe(true);
    expect(reader.varint()).toBe(7);
    expect(reader.atEnd()).toBe(true);
  });
});
