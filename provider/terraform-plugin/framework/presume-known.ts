import type { AttributeType } from './attribute-type';
import { mapAttributes } from './model-conversion';
import type { Schema } from './attribute';
import { isComputed } from './attribute';
import { isUnknown, type ObjectValue, type Value } from './value';
import { isList, isObject } from './value-comparison';

/** In the place of each text that is known only after the apply. No user can write it. */
const STAND_IN = '\u0000known after apply\u0000';

export interface Presumed {
  /** The plan as `create` and `update` take it. */
  readonly values: ObjectValue;
  /** Attributes whose value is unknown as a whole. */
  readonly unknown: readonly string[];
}

/**
 * A plan as if everything that the user configured were known, so that the very functions that build a
 * request for an apply can build it for a plan. `splitUnknown` finds again what was not known. Computed
 * values stay unknown: an apply gets them so as well.
 *
 * @example
 * const { values, unknown } = presumeKnown(schema, config, plan);
 * const request = splitUnknown(bodyOf(values), unknown);
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

export interface SplitRequest {
  readonly body: object;
  /** JSON pointers (RFC 6901) to what was left out. */
  readonly unknown: readonly string[];
}

/**
 * The known part of a request that was built from a presumed plan, whose fields its attributes are.
 *
 * @example
 * const { body, unknown } = splitUnknown({ name: 'a', role_ids: [] }, ['role_ids']);
 * // body: { name: 'a' }, unknown: ['/role_ids']
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

/** Undefined if the value itself stands for one that is not known. Elements keep their places. */
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
