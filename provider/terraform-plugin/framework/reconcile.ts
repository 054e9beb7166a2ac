import { type AttributeSpec, isComputed } from './attribute';
import { type AttributePath, attributePath } from './attribute-path';
import { formatPath } from './diagnostics';
import { emptyObject, fromModel, ModelFault } from './model-conversion';
import { meansTheSame } from './plan-object';
import type { Schema } from './attribute';
import { isUnknown, type ObjectValue, type Value } from './value';
import { fulfills, isList, isObject, isWhollyKnown, valuesEqual } from './value-comparison';

export type Given = Readonly<Record<string, unknown>>;

/** An attribute that the handler's answer leaves in a state that Terraform would refuse. */
export interface Inconsistency {
  readonly path: AttributePath;
  readonly what: string;
}

export interface Reconciled {
  readonly state: ObjectValue;
  readonly inconsistencies: readonly Inconsistency[];
}

/**
 * The state after an apply: what the handler returned, and the values of the plan for the rest. If
 * both mean the same, the spelling of the plan stays. A value with a wrong type never loses the
 * other values.
 */
export function reconcileApplied(schema: Schema, planned: ObjectValue, given: Given): Reconciled {
  const state = emptyObject();
  const inconsistencies: Inconsistency[] = [];
  for (const [name, { spec }] of Object.entries(schema)) {
    const path = attributePath(name);
    const plan = planned[name] ?? null;
    const taken = take(spec, given[name], path);
    const value = taken.value === undefined ? plan : settle(spec, plan, taken.value);
    state[name] = withoutUnknowns(value);
    if (taken.what !== undefined) {
      inconsistencies.push({ path, what: taken.what });
    } else if (!isWhollyKnown(value)) {
      inconsistencies.push({ path, what: 'is still unknown after the apply' });
    } else if (!fulfills(spec.type, plan, value)) {
      inconsistencies.push({
        path,
        what: `was planned as ${show(spec, plan)} and became ${show(spec, value)}`,
      });
    }
  }
  return { state, inconsistencies };
}

/**
 * The state after a read: the handler's whole answer. If a value means the same as before, its
 * prior spelling stays.
 */
export function reconcileRead(schema: Schema, prior: ObjectValue, given: Given): Reconciled {
  const state = emptyObject();
  const inconsistencies: Inconsistency[] = [];
  for (const [name, { spec }] of Object.entries(schema)) {
    const path = attributePath(name);
    const taken = take(spec, given[name], path);
    const value = settle(spec, prior[name] ?? null, taken.value ?? null);
    state[name] = withoutUnknowns(value);
    if (taken.what !== undefined) {
      inconsistencies.push({ path, what: taken.what });
    } else if (taken.value === undefined && spec.role !== 'write-only') {
      inconsistencies.push({ path, what: 'is missing from what was read' });
    } else if (!isWhollyKnown(value)) {
      inconsistencies.push({ path, what: 'was read as unknown' });
    }
  }
  return { state, inconsistencies };
}

/**
 * The state if a create or update fails midway: the state from before, with the saved parts in it.
 */
export function mergePartial(schema: Schema, base: ObjectValue, saved: Given): ObjectValue {
  const state = emptyObject();
  for (const [name, { spec }] of Object.entries(schema)) {
    const before = base[name] ?? null;
    const taken = take(spec, saved[name], attributePath(name));
    const value = taken.value === undefined ? before : settle(spec, before, taken.value);
    state[name] = spec.role === 'write-only' ? null : withoutUnknowns(value);
  }
  return state;
}

interface Taken {
  /** Undefined if the handler returned nothing usable. */
  readonly value: Value | undefined;
  readonly what?: string;
}

function take(spec: AttributeSpec, given: unknown, path: AttributePath): Taken {
  if (given === undefined) return { value: undefined };
  try {
    return { value: fromModel(spec.type, given, path) };
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    const inside = formatPath(error.path.slice(path.length));
    return { value: undefined, what: `${inside === '' ? '' : `at ${inside} `}${error.message}` };
  }
}

export function withoutUnknowns(value: Value): Value {
  if (isWhollyKnown(value)) return value;
  if (isList(value)) return value.map(withoutUnknowns);
  if (!isObject(value)) return null;
  const result = emptyObject();
  for (const [name, part] of Object.entries(value)) result[name] = withoutUnknowns(part);
  return result;
}

/** `actual`, or `reference` if the two mean the same. Write-only values are never kept. */
function settle(spec: AttributeSpec, reference: Value, actual: Value): Value {
  if (spec.role === 'write-only') return null;
  if (isEmptyForNull(spec, reference, actual)) return reference;
  if (actual === null || reference === null || isUnknown(actual)) {
    return settleNested(spec, null, actual);
  }
  return meansTheSame(spec, reference, actual) ? reference : settleNested(spec, reference, actual);
}

/**
 * Some services do not distinguish "none" from "an empty list", so the two count as equal. An
 * attribute with a default is never planned as null. Its null only says that nothing was read yet,
 * as after an import.
 */
function isEmptyForNull(spec: AttributeSpec, reference: Value, actual: Value): boolean {
  if (isComputed(spec) || spec.presence === 'required') return false;
  const mayBeNull = spec.presence !== 'defaulted';
  return (
    (mayBeNull && reference === null && isEmptyCollection(spec, actual)) ||
    (actual === null && isEmptyCollection(spec, reference))
  );
}

function isEmptyCollection(spec: AttributeSpec, value: Value): boolean {
  if (typeof spec.type === 'string' || spec.type.kind === 'object') return false;
  return isList(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

function settleNested(spec: AttributeSpec, reference: Value, actual: Value): Value {
  if (spec.nested === undefined) return actual;
  const { nesting, schema } = spec.nested;
  if (nesting === 'single') return settleElement(schema, reference, actual);
  if (nesting === 'map') {
    if (!isObject(actual)) return actual;
    const result = emptyObject();
    for (const [key, item] of Object.entries(actual)) {
      const before = isObject(reference) ? (reference[key] ?? null) : null;
      result[key] = settleElement(schema, before, item);
    }
    return result;
  }
  if (!isList(actual)) return actual;
  const before = reference !== null && isList(reference) ? reference : [];
  return actual.map((item, index) =>
    nesting === 'list'
      ? settleElement(schema, before[index] ?? null, item)
      : settleMember(schema, before, item),
  );
}

function settleElement(schema: Schema, reference: Value, actual: Value): Value {
  if (!isObject(actual)) return actual;
  const before = isObject(reference) ? reference : emptyObject();
  const result = emptyObject();
  for (const [name, { spec }] of Object.entries(schema)) {
    result[name] = settle(spec, before[name] ?? null, actual[name] ?? null);
  }
  return result;
}

function settleMember(schema: Schema, candidates: readonly Value[], actual: Value): Value {
  for (const candidate of candidates) {
    const settled = settleElement(schema, candidate, actual);
    const same =
      isObject(candidate) &&
      isObject(settled) &&
      Object.entries(schema).every(([name, { spec }]) =>
        valuesEqual(spec.type, candidate[name] ?? null, settled[name] ?? null),
      );
    if (same) return candidate;
  }
  return settleElement(schema, null, actual);
}

function show(spec: AttributeSpec, value: Value): string {
  if (value === null) return 'null';
  if (spec.sensitive) return 'a sensitive value';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' ? 'another value' : String(value);
}
