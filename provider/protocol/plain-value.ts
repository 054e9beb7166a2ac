import { ExtData } from '@msgpack/msgpack';
import type { AttributeType } from '../framework/attribute-type';
import { isNumberValue, type NumberValue, parseNumber } from '../framework/number-text';
import type { ObjectValue, Value } from '../framework/value';
import { Decimal, isUnknown, unknown } from '../framework/value';

/** What cty writes for an unknown value: extension 0 with one zero byte. */
const unknownExtension = new ExtData(0, Uint8Array.of(0));
/** An unknown value of which cty knows something, such as that it is not null. */
const refinedUnknownExtensionType = 12;

const smallestInt64 = -(2n ** 63n);
const largestInt64 = 2n ** 63n - 1n;
/** The msgpack library writes a larger `number` as a double, and a `bigint` as an integer. */
const largestSmallInteger = 2 ** 32 - 1;

/** The tree that the msgpack library encodes; throws where the value does not fit the type. */
export function toPlain(value: Value, type: AttributeType, where = ''): unknown {
  if (value === null) return null;
  if (isUnknown(value)) return unknownExtension;
  switch (type) {
    case 'string':
      if (typeof value !== 'string') throw misfit(value, type, where);
      return value;
    case 'bool':
      if (typeof value !== 'boolean') throw misfit(value, type, where);
      return value;
    case 'number':
      if (!isNumberValue(value)) throw misfit(value, type, where);
      return numberToPlain(value);
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      if (!isListValue(value)) throw misfit(value, type, where);
      return value.map((item, index) => toPlain(item, type.element, elementPath(where, index)));
    case 'map':
      if (!isObjectValue(value)) throw misfit(value, type, where);
      return mapEntries(value, (item, key) => toPlain(item, type.element, elementPath(where, key)));
    case 'object': {
      if (!isObjectValue(value)) throw misfit(value, type, where);
      const surplus = Object.keys(value).find((name) => !Object.hasOwn(type.attributes, name));
      if (surplus !== undefined) {
        throw new Error(`${attributePath(where, surplus)} is not in the schema`);
      }
      return mapEntries(type.attributes, (attributeType, name) =>
        toPlain(ownOrNull(value, name), attributeType, attributePath(where, name)),
      );
    }
  }
}

function numberToPlain(value: NumberValue): unknown {
  if (value instanceof Decimal) return value.text;
  if (typeof value === 'bigint') {
    return value >= smallestInt64 && value <= largestInt64 ? value : value.toString();
  }
  return Number.isInteger(value) && Math.abs(value) > largestSmallInteger
    ? numberToPlain(BigInt(value))
    : value;
}

/**
 * The value of a decoded msgpack or JSON tree; throws where it does not fit the type. An object's
 * missing attributes become null, those that the type lacks are dropped. What a refined unknown
 * promises is dropped too: it reads as plain `unknown`.
 */
export function fromPlain(plain: unknown, type: AttributeType, where = ''): Value {
  if (plain === null) return null;
  if (plain instanceof ExtData) {
    if (plain.type === unknownExtension.type || plain.type === refinedUnknownExtensionType) {
      return unknown;
    }
    throw new Error(`${where || rootName}: msgpack extension ${plain.type} is not understood`);
  }
  switch (type) {
    case 'string':
      if (typeof plain !== 'string') throw misfit(plain, type, where);
      return plain;
    case 'bool':
      if (typeof plain !== 'boolean') throw misfit(plain, type, where);
      return plain;
    case 'number':
      return numberFromPlain(plain, where);
  }
  switch (type.kind) {
    case 'list':
    case 'set':
      if (!Array.isArray(plain)) throw misfit(plain, type, where);
      return plain.map((item: unknown, index) =>
        fromPlain(item, type.element, elementPath(where, index)),
      );
    case 'map':
      if (!isRecord(plain)) throw misfit(plain, type, where);
      return mapEntries(plain, (item, key) =>
        fromPlain(item, type.element, elementPath(where, key)),
      );
    case 'object':
      if (!isRecord(plain)) throw misfit(plain, type, where);
      return mapEntries(type.attributes, (attributeType, name) =>
        fromPlain(ownOrNull(plain, name), attributeType, attributePath(where, name)),
      );
  }
}

function numberFromPlain(plain: unknown, where: string): NumberValue {
  if (typeof plain === 'string') return parseNumber(plain);
  if (typeof plain === 'bigint') {
    const number = Number(plain);
    return Number.isSafeInteger(number) ? number : plain;
  }
  if (!isNumberValue(plain)) throw misfit(plain, 'number', where);
  const isWholeDouble = typeof plain === 'number' && Number.isInteger(plain);
  return isWholeDouble && !Number.isSafeInteger(plain) ? BigInt(plain) : plain;
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  convert: (item: From, key: string) => To,
): Readonly<Record<string, To>> {
  const result = Object.create(null) as Record<string, To>;
  for (const [key, item] of Object.entries(record)) result[key] = convert(item, key);
  return result;
}

function ownOrNull<T>(record: Readonly<Record<string, T>>, name: string): T | null {
  return Object.hasOwn(record, name) ? (record[name] ?? null) : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListValue(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isObjectValue(value: Value): value is ObjectValue {
  return isRecord(value) && !(value instanceof Decimal);
}

const rootName = 'the value';

function attributePath(where: string, name: string): string {
  return where === '' ? name : `${where}.${name}`;
}

function elementPath(where: string, key: string | number): string {
  return `${where}[${JSON.stringify(key)}]`;
}

/** Names the kinds only: the value itself may be a secret. */
function misfit(actual: unknown, type: AttributeType, where: string): Error {
  const expected = typeof type === 'string' ? type : type.kind;
  const found = Array.isArray(actual) ? 'array' : typeof actual;
  return new Error(`${where || rootName}: expected ${expected}, found ${found}`);
}
