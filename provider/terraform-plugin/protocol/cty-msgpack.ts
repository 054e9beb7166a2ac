import type { AttributeType } from '../framework/attribute-type';
import { emptyObject } from '../framework/model-conversion';
import { isNumberValue, exactText, type NumberValue, parseNumber } from '../framework/number-text';
import { isUnknown, type ObjectValue, unknown, type Value } from '../framework/value';
import { isList, isObject } from '../framework/value-comparison';
import { describePlace, kindOf, misfit, type Place } from './misfit';
import { createMsgpackReader, type MsgpackReader } from './msgpack-reader';
import { createMsgpackWriter } from './msgpack-writer';

type Attributes = Readonly<Record<string, AttributeType>>;

/**
 * An unknown value, and an unknown value about which cty knows something, such as that it is not
 * null.
 */
const UNKNOWN_EXTENSIONS: readonly number[] = [0, 12];

const writer = createMsgpackWriter();

/** cty's encoding of a value. Throws if the value does not fit the type. */
export function encodeMsgpack(value: Value, type: AttributeType): Uint8Array {
  writer.begin();
  write(value, type, []);
  return writer.finish();
}

/**
 * Decodes a value. Throws if it does not fit the type. Missing attributes of an object become null,
 * and attributes that the type does not have are dropped. What a refined unknown promises is
 * dropped too: it becomes a plain `unknown`.
 */
export function decodeMsgpack(bytes: Uint8Array, type: AttributeType): Value {
  return read(createMsgpackReader(bytes), type, []);
}

function write(value: Value, type: AttributeType, place: Place): void {
  if (value === null) return writer.nil();
  if (isUnknown(value)) return writer.unknown();
  switch (type) {
    case 'string':
      if (typeof value !== 'string') throw misfit(kindOf(value), type, place);
      return writer.string(value);
    case 'bool':
      if (typeof value !== 'boolean') throw misfit(kindOf(value), type, place);
      return writer.bool(value);
    case 'number':
      if (!isNumberValue(value)) throw misfit(kindOf(value), type, place);
      return writeNumber(value);
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      if (!isList(value)) throw misfit(kindOf(value), type, place);
      writer.listOf(value.length);
      for (const [index, item] of value.entries()) writeAt(index, item, type.element, place);
      return;
    case 'map': {
      if (!isObject(value)) throw misfit(kindOf(value), type, place);
      const entries = Object.entries(value);
      writer.mapOf(entries.length);
      for (const [key, item] of entries) {
        writer.string(key);
        writeAt({ key }, item, type.element, place);
      }
      return;
    }
    case 'object':
      if (!isObject(value)) throw misfit(kindOf(value), type, place);
      writeObject(value, type.attributes, place);
  }
}

function writeObject(value: ObjectValue, attributes: Attributes, place: Place): void {
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(attributes, name)) continue;
    throw new Error(`${describePlace([...place, name])} is not in the schema`);
  }
  const names = sortedNames(attributes);
  writer.mapOf(names.length);
  for (const name of names) {
    const type = attributes[name];
    if (type === undefined) continue;
    writer.string(name);
    writeAt(name, Object.hasOwn(value, name) ? (value[name] ?? null) : null, type, place);
  }
}

function writeAt(step: Place[number], value: Value, type: AttributeType, place: Place): void {
  place.push(step);
  write(value, type, place);
  place.pop();
}

/**
 * Numbers are written as decimal text, never as msgpack numbers. Terraform decodes both to the same
 * number but gives them different precisions (64 or 53 bits, and 512 for text and for the state's
 * JSON), and it compares a state before and after a refresh with the precision. A number that is
 * encoded as an integer would make `plan -refresh-only -detailed-exitcode` exit with 2 every time.
 */
function writeNumber(value: NumberValue): void {
  if (value === Infinity || value === -Infinity) writer.double(value);
  else writer.string(exactText(value));
}

/** cty writes attributes in this order. A schema never changes, so the order is computed once. */
function sortedNames(attributes: Attributes): readonly string[] {
  const known = sorted.get(attributes);
  if (known !== undefined) return known;
  const names = Object.keys(attributes).sort();
  sorted.set(attributes, names);
  return names;
}

const sorted = new WeakMap<Attributes, readonly string[]>();

function read(from: MsgpackReader, type: AttributeType, place: Place): Value {
  const kind = from.kind();
  if (kind === 'null') {
    from.nil();
    return null;
  }
  if (kind === 'extension') {
    const extension = from.extension();
    if (UNKNOWN_EXTENSIONS.includes(extension)) return unknown;
    throw new Error(`${describePlace(place)}: msgpack extension ${extension} is not understood`);
  }
  switch (type) {
    case 'string':
      if (kind !== 'string') throw misfit(kind, type, place);
      return from.string();
    case 'bool':
      if (kind !== 'boolean') throw misfit(kind, type, place);
      return from.boolean();
    case 'number':
      if (kind === 'string') return parseNumber(from.string());
      if (kind !== 'number') throw misfit(kind, type, place);
      return exactNumber(from.number());
  }
  switch (type.kind) {
    case 'list':
    case 'set': {
      if (kind !== 'array') throw misfit(kind, type, place);
      const items: Value[] = [];
      const length = from.length();
      for (let index = 0; index < length; index += 1) {
        items.push(readAt(index, from, type.element, place));
      }
      return items;
    }
    case 'map': {
      if (kind !== 'object') throw misfit(kind, type, place);
      const members = Object.create(null) as Record<string, Value>;
      for (let left = from.length(); left > 0; left -= 1) {
        const key = from.string();
        members[key] = readAt({ key }, from, type.element, place);
      }
      return members;
    }
    case 'object':
      if (kind !== 'object') throw misfit(kind, type, place);
      return readObject(from, type.attributes, place);
  }
}

function readObject(from: MsgpackReader, attributes: Attributes, place: Place): ObjectValue {
  const object = emptyObject();
  let known = 0;
  for (let left = from.length(); left > 0; left -= 1) {
    const name = from.string();
    const type = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (type === undefined) {
      from.skip();
      continue;
    }
    object[name] = readAt(name, from, type, place);
    known += 1;
  }
  const names = sortedNames(attributes);
  if (known < names.length) for (const name of names) object[name] ??= null;
  return object;
}

function readAt(
  step: Place[number],
  from: MsgpackReader,
  type: AttributeType,
  place: Place,
): Value {
  place.push(step);
  const value = read(from, type, place);
  place.pop();
  return value;
}

function exactNumber(number: number | bigint): NumberValue {
  if (typeof number === 'bigint') {
    const double = Number(number);
    return Number.isSafeInteger(double) ? double : number;
  }
  return Number.isInteger(number) && !Number.isSafeInteger(number) ? BigInt(number) : number;
}
