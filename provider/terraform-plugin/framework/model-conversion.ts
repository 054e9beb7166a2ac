import { type AttributePath, attributePath } from './attribute-path';
import type { AttributeType } from './attribute-type';
import { isNumberValue, numberToValue, valueToDouble } from './number-text';
import type { Schema } from './attribute';
import { isUnknown, unknown, type ObjectValue, type Value } from './value';
import { isList, isObject, valuesEqual } from './value-comparison';
import { withArticle } from './with-article';

/** A handler returned something that its schema does not allow. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  constructor(
    readonly path: AttributePath,
    message: string,
  ) {
    super(message);
  }
}

/** For handlers: numbers as doubles. What no double can show was refused at validation. */
export function toModel(type: AttributeType, value: Value): Value {
  if (value === null || isUnknown(value)) return value;
  if (type === 'number') return isNumberValue(value) ? (valueToDouble(value) ?? value) : value;
  if (typeof type === 'string') return value;
  if (type.kind === 'object') {
    return isObject(value)
      ? mapAttributes(type.attributes, (attribute, name) => toModel(attribute, value[name] ?? null))
      : value;
  }
  const { element } = type;
  if (isList(value)) return value.map((item) => toModel(element, item));
  return isObject(value) ? mapEntries(value, (item) => toModel(element, item)) : value;
}

/** The model of a whole object: the schema's attributes, and no other. */
export function objectToModel(schema: Schema, value: ObjectValue): ObjectValue {
  return mapAttributes(schema, ({ spec }, name) => toModel(spec.type, value[name] ?? null));
}

/**
 * The result of a handler as a value of the wire: every attribute is present, numbers are exact,
 * and sets have no duplicates. Missing parts become null. Throws a `ModelFault` if a type does not
 * fit.
 */
export function fromModel(type: AttributeType, given: unknown, path: AttributePath): Value {
  if (given === null || given === undefined) return null;
  if (isUnknown(given)) return unknown;
  if (typeof type === 'string') return primitiveFromModel(type, given, path);
  switch (type.kind) {
    case 'list':
      return itemsFromModel(type.element, given, path);
    case 'set':
      return withoutDuplicates(type.element, itemsFromModel(type.element, given, path));
    case 'map':
      return mapEntries(requireRecord(given, 'map', path), (item, key) =>
        fromModel(type.element, item, [...path, { elementKeyString: key }]),
      );
    case 'object': {
      const record = requireRecord(given, 'object', path);
      return mapAttributes(type.attributes, (attribute, name) =>
        fromModel(attribute, record[name], [...path, ...attributePath(name)]),
      );
    }
  }
}

/** An object of the wire: a null prototype, so that no name is inherited. */
export function mapAttributes<T>(
  attributes: Readonly<Record<string, T>>,
  valueOf: (attribute: T, name: string) => Value,
): ObjectValue {
  const result = emptyObject();
  for (const [name, attribute] of Object.entries(attributes)) {
    result[name] = valueOf(attribute, name);
  }
  return result;
}

/**
 * Nothing is inherited, but V8 stores it like an instance. A null prototype would make a slow
 * dictionary.
 */
export function emptyObject(): Record<string, Value> {
  return new EmptyObject() as Record<string, Value>;
}

const EmptyObject = function () {
  // Only its prototype matters, which is set below.
} as unknown as new () => object;
EmptyObject.prototype = Object.create(null) as object;

function mapEntries<T>(
  record: Readonly<Record<string, T>>,
  valueOf: (item: T, key: string) => Value,
): ObjectValue {
  return mapAttributes(record, valueOf);
}

function primitiveFromModel(
  type: 'string' | 'number' | 'bool',
  given: unknown,
  path: AttributePath,
): Value {
  switch (type) {
    case 'string':
      if (typeof given === 'string') return given;
      break;
    case 'bool':
      if (typeof given === 'boolean') return given;
      break;
    case 'number':
      if (typeof given === 'number' && Number.isFinite(given)) return numberToValue(given);
      if (typeof given !== 'number' && isNumberValue(given)) return given;
      break;
  }
  throw new ModelFault(path, `is ${nameOfType(given)} but the schema says ${type}`);
}

function itemsFromModel(element: AttributeType, given: unknown, path: AttributePath): Value[] {
  if (!Array.isArray(given)) {
    throw new ModelFault(path, `is ${nameOfType(given)} but the schema says list or set`);
  }
  return given.map((item: unknown, index) =>
    fromModel(element, item, [...path, { elementKeyInt: index }]),
  );
}

function withoutDuplicates(element: AttributeType, items: readonly Value[]): Value[] {
  if (typeof element === 'string' && element !== 'number') return [...new Set(items)];
  const unique: Value[] = [];
  for (const item of items) {
    if (!unique.some((known) => !isUnknown(item) && valuesEqual(element, known, item))) {
      unique.push(item);
    }
  }
  return unique;
}

function requireRecord(
  given: unknown,
  expected: string,
  path: AttributePath,
): Readonly<Record<string, unknown>> {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) {
    return given as Readonly<Record<string, unknown>>;
  }
  throw new ModelFault(path, `is ${nameOfType(given)} but the schema says ${expected}`);
}

function nameOfType(given: unknown): string {
  return Array.isArray(given) ? 'a list' : withArticle(typeof given);
}
