import type {
  FieldDescriptor,
  FieldType,
  MessageDescriptor,
  ReadMessage,
  ScalarType,
  WriteMessage,
} from './message-descriptor';
import type { WireReader, WireWriter } from './protobuf-wire';
import { createWireReader, createWireWriter, WireType } from './protobuf-wire';

type UntypedMessage = Readonly<Record<string, unknown>>;

const mapKeyNumber = 1;
const mapValueNumber = 2;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function encodeMessage<D extends MessageDescriptor>(
  descriptor: D,
  value: WriteMessage<D>,
): Uint8Array {
  const writer = createWireWriter();
  writeMessage(descriptor, value as UntypedMessage, writer);
  return writer.finish();
}

function writeMessage(
  descriptor: MessageDescriptor,
  value: UntypedMessage,
  writer: WireWriter,
): void {
  for (const [name, field] of descriptor.entries) {
    const fieldValue = value[name];
    if (fieldValue === undefined) continue;
    switch (field.cardinality) {
      case 'repeated':
        for (const item of fieldValue as readonly unknown[]) {
          writeField(field.number, field.type, item, writer);
        }
        break;
      case 'map':
        for (const [key, item] of Object.entries(fieldValue as UntypedMessage)) {
          writer.tag(field.number, WireType.lengthDelimited);
          writer.nested(() => {
            writeField(mapKeyNumber, 'string', key, writer);
            writeField(mapValueNumber, field.type, item, writer);
          });
        }
        break;
      case 'optional':
        writeField(field.number, field.type, fieldValue, writer);
        break;
      case 'singular':
        if (!isZero(field.type, fieldValue)) {
          writeField(field.number, field.type, fieldValue, writer);
        }
    }
  }
}

/** Proto3 omits a singular scalar if it has its zero value. */
function isZero(type: FieldType, value: unknown): boolean {
  if (typeof type === 'function') return false;
  return type === 'bytes' ? (value as Uint8Array).length === 0 : value === zeroOf(type);
}

function zeroOf(type: ScalarType): string | boolean | number | Uint8Array {
  switch (type) {
    case 'string':
      return '';
    case 'bytes':
      return new Uint8Array();
    case 'bool':
      return false;
    case 'int64':
    case 'int32':
      return 0;
  }
}

function writeField(number: number, type: FieldType, value: unknown, writer: WireWriter): void {
  if (typeof type === 'function') {
    writer.tag(number, WireType.lengthDelimited);
    writer.nested(() => writeMessage(type(), value as UntypedMessage, writer));
    return;
  }
  switch (type) {
    case 'string':
      writer.tag(number, WireType.lengthDelimited);
      writer.string(value as string);
      return;
    case 'bytes':
      writer.tag(number, WireType.lengthDelimited);
      writer.bytes(value as Uint8Array);
      return;
    case 'bool':
    case 'int64':
    case 'int32':
      writer.tag(number, WireType.varint);
      writer.varint(Number(value));
  }
}

/** Unknown fields are skipped, so that a newer Terraform can be understood. */
export function decodeMessage<D extends MessageDescriptor>(
  descriptor: D,
  bytes: Uint8Array,
): ReadMessage<D> {
  return readMessage(descriptor, bytes) as ReadMessage<D>;
}

function readMessage(descriptor: MessageDescriptor, bytes: Uint8Array): UntypedMessage {
  const result = emptyMessage(descriptor);
  const reader = createWireReader(bytes);
  while (!reader.atEnd()) {
    const { fieldNumber, wireType } = reader.tag();
    const name = descriptor.fieldNames.get(fieldNumber);
    const field = name === undefined ? undefined : descriptor.fields[name];
    if (name === undefined || field === undefined) {
      reader.skip(wireType);
      continue;
    }
    if (wireType !== wireTypeOf(field)) {
      throw new Error(`protobuf: ${descriptor.name}.${name} has wire type ${wireType}`);
    }
    switch (field.cardinality) {
      case 'repeated':
        (result[name] as unknown[]).push(readField(field.type, reader));
        break;
      case 'map': {
        const [key, item] = readMapEntry(field.type, reader.lengthDelimited());
        (result[name] as Record<string, unknown>)[key] = item;
        break;
      }
      case 'optional':
      case 'singular':
        result[name] = readField(field.type, reader);
    }
  }
  return result;
}

function emptyMessage(descriptor: MessageDescriptor): Record<string, unknown> {
  const empty: Record<string, unknown> = {};
  for (const [name, { type, cardinality }] of descriptor.entries) {
    if (cardinality === 'repeated') empty[name] = [];
    else if (cardinality === 'map') empty[name] = Object.create(null);
    else if (cardinality === 'optional' || typeof type === 'function') empty[name] = undefined;
    else empty[name] = zeroOf(type);
  }
  return empty;
}

function wireTypeOf({ type, cardinality }: FieldDescriptor): number {
  const isNumeric = type === 'bool' || type === 'int64' || type === 'int32';
  return isNumeric && cardinality !== 'map' ? WireType.varint : WireType.lengthDelimited;
}

function readField(type: FieldType, reader: WireReader): unknown {
  if (typeof type === 'function') return readMessage(type(), reader.lengthDelimited());
  switch (type) {
    case 'string':
      return utf8.decode(reader.lengthDelimited());
    case 'bytes':
      return reader.lengthDelimited();
    case 'bool':
      return reader.varint() !== 0;
    case 'int64':
    case 'int32':
      return reader.varint();
  }
}

function readMapEntry(type: FieldType, bytes: Uint8Array): [key: string, value: unknown] {
  let key = '';
  let value: unknown =
    typeof type === 'function' ? readMessage(type(), new Uint8Array()) : zeroOf(type);
  const reader = createWireReader(bytes);
  while (!reader.atEnd()) {
    const { fieldNumber, wireType } = reader.tag();
    if (fieldNumber === mapKeyNumber) key = utf8.decode(reader.lengthDelimited());
    else if (fieldNumber === mapValueNumber) value = readField(type, reader);
    else reader.skip(wireType);
  }
  return [key, value];
}
