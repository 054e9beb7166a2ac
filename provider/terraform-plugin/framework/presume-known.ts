import type { AttributeType } from './attribute-type';
import { mapAttributes } from './model-conversion';
import type { Schema } from './attribute';
import { isComputed } from './attribute';
import { isUnknown, type ObjectValue, type Value } from './value';
import { isList, isObject } from './value-comparison';

/** Takes the place of each text that is known only after apply. No user can write it. */
const STAND_IN = '\u0000known after apply\u0000';

/** A plan in which every configured value is known. */
export interface Presumed {
  /** The plan as `create` and `update` take it. */
  readonly values: ObjectValue;
  /** Attributes whose value is unknown as a whole. */
  readonly unknown: readonly string[];
}

/**
 * The plan as if everything that the user configured were known. With it, the functions that build
 * a request for an apply can also build it for a plan. `splitUnknown` finds the unknown values
 * again. Computed values stay unknown, because an apply gets them unknown too.
 *
 * @example
 * const { values, unknown: unknownNames } = presumeKnown(fileSchema, config, plannedState);
 * const { body, unknown: pointers } = splitUnknown({ name: values.name }, unknownNames);
 */
export function presumeKnown(schema: Schema, config: ObjectValue, planned: ObjectValue): Presumed {
  const unknown = Object.keys(schema).filter((name) => isUnknown(config[name] ?? null));
  const values = mapAttributes(schema, ({ spec }, name) => {
    const value = (spec.role === 'write-only' ? config[name] : planned[name]) ?? null;
    return isUnknown(value) && isComputed(spec) ? value : knownValue(spec.type, value);
  });
  return { values, unknown };
}

function knownValue(type: AttributeType, value: Value): Value {
  if (isUnknown(value)) return standInOf(type);
  if (value === null || typeof type === 'string') return value;
  if (type.kind === 'object') {
    return isObject(value)
      ? mapAttributes(type.attributes, (inner, name) => knownValue(inner, value[name] ?? null))
      : value;
  }
  if (isList(value)) return value.map((item) => knownValue(type.element, item));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, knownValue(type.element, item)]);
  return Object.fromEntries(entries) as ObjectValue;
}

function standInOf(type: AttributeType): Value {
  switch (type) {
    case 'string':
      return STAND_IN;
    case 'bool':
      return false;
    case 'number':
      return 0;
    default:
      if (type.kind === 'object') return mapAttributes(type.attributes, standInOf);
      if (type.kind === 'map') return {};
      return type.element === 'string' ? [STAND_IN] : [];
  }
}

/** The body of a request, without the values that are still unknown. */
export interface SplitRequest {
  /** The known part of the body. */
  readonly body: object;
  /** JSON pointers (RFC 6901) to the values that are missing in the body. */
  readonly unknown: readonly string[];
}

/**
 * The known part of a request that was built from a presumed plan. The fields of the body must have
 * the names of the attributes.
 *
 * @example
 * const { body, unknown: pointers } = splitUnknown({ name: 'a', role_ids: [] }, ['role_ids']);
 * // body is { name: 'a' }, and pointers is ['/role_ids']
 */
export function splitUnknown(body: object, unknownNames: readonly string[]): SplitRequest {
  const unknown = unknownNames.map((name) => `/${escaped(name)}`);
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (unknownNames.includes(name)) continue;
    const known = withoutStandIns(value, `/${escaped(name)}`, unknown);
    if (known !== undefined) kept[name] = known;
  }
  return { body: kept, unknown: [...new Set(unknown)] };
}

/** Undefined if the value itself stands for an unknown one. Elements keep their places. */
function withoutStandIns(value: unknown, pointer: string, unknown: string[]): unknown {
  if (value === STAND_IN) {
    unknown.push(pointer);
    return undefined;
  }
  if (Array.isArray(value)) {
    // A pointer names the place in the list that is sent.
    const known: unknown[] = [];
    for (const item of value) {
      const place = `${pointer}/${known.length}`;
      if (item === STAND_IN) unknown.push(`${pointer}/-`);
      else known.push(withoutStandIns(item, place, unknown));
    }
    return known;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const known = withoutStandIns(inner, `${pointer}/${escaped(key)}`, unknown);
      return known === undefined ? [] : [[key, known]];
    }),
  );
}

function escaped(step: string): string {
  return step.replaceAll('~', '~0').replaceAll('/', '~1');
}
