import { type AttributeSpec, isComputed } from './attribute';
import { type AttributePath, attributePath } from './attribute-path';
import { emptyObject, toModel } from './model-conversion';
import type { Schema } from './attribute';
import { isUnknown, unknown, type ObjectValue, type Value } from './value';
import { isList, isObject, isWhollyKnown, valuesEqual } from './value-comparison';

/**
 * What an object will be, from its configuration and its prior state (null: it will be created).
 *
 * A configured value is planned as it stands, or as the prior state spells it if the two mean the
 * same. A computed value is unknown at creation; later it keeps its value, unless the schema says
 * that one of the changes recomputes it. Write-only values are planned null.
 */
export function planObject(
  schema: Schema,
  config: ObjectValue,
  prior: ObjectValue | null,
): ObjectValue {
  const planned = emptyObject();
  for (const [name, { spec }] of Object.entries(schema)) {
    planned[name] = planValue(
      spec,
      config[name] ?? null,
      prior === null ? undefined : (prior[name] ?? null),
    );
  }
  return prior === null ? planned : recompute(schema, config, prior, planned, new Set());
}

/**
 * Marks unknown what the changes in `planned` recompute, and what that recomputes in turn.
 * `settled` names are left as they are.
 */
export function recompute(
  schema: Schema,
  config: ObjectValue,
  prior: ObjectValue,
  planned: ObjectValue,
  settled: ReadonlySet<string>,
): ObjectValue {
  const changed = new Set(changedNames(schema, prior, planned));
  if (changed.size === 0) return planned;
  const result = Object.assign(emptyObject(), planned);
  const open = new Set(
    Object.keys(schema).filter((name) => {
      const spec = schema[name]?.spec;
      return (
        spec !== undefined &&
        isComputed(spec) &&
        spec.role !== 'identity' &&
        (config[name] ?? null) === null &&
        !settled.has(name) &&
        !isUnknown(result[name] ?? null)
      );
    }),
  );
  for (let moved = true; moved;) {
    moved = false;
    for (const name of open) {
      const spec = schema[name]?.spec;
      if (spec === undefined || !isDue(spec, changed, prior[name] ?? null)) continue;
      result[name] = unknown;
      changed.add(name);
      open.delete(name);
      moved = true;
    }
  }
  return result;
}

export function changedNames(
  schema: Schema,
  prior: ObjectValue,
  planned: ObjectValue,
): readonly string[] {
  return Object.entries(schema)
    .filter(
      ([name, { spec }]) => !valuesEqual(spec.type, prior[name] ?? null, planned[name] ?? null),
    )
    .map(([name]) => name);
}

/** The attributes whose change from `prior` to `planned` needs a new object. */
export function replacementPaths(
  schema: Schema,
  prior: ObjectValue,
  planned: ObjectValue,
): readonly AttributePath[] {
  return changedNames(schema, prior, planned).flatMap((name) => {
    const spec = schema[name]?.spec;
    if (spec === undefined) return [];
    const before = prior[name] ?? null;
    const after = planned[name] ?? null;
    const path = attributePath(name);
    return needsReplacement(spec, before, after)
      ? [path]
      : nestedReplacementPaths(spec, before, after).map((inner) => [...path, ...inner]);
  });
}

/**
 * If a computed attribute is never null and is new, an old state lacks it. Any change may fill it.
 */
function isDue(spec: AttributeSpec, changed: ReadonlySet<string>, prior: Value): boolean {
  const atAnyChange = spec.volatile || (prior === null && !spec.nullable);
  return (atAnyChange && changed.size > 0) || spec.recomputedWhen.some((name) => changed.has(name));
}

function planValue(spec: AttributeSpec, config: Value, prior: Value | undefined): Value {
  if (spec.role === 'write-only') return null;
  if (config === null) return planUnset(spec, prior);
  if (isUnknown(config)) return unknown;
  const planned = planNested(spec, config, prior);
  return prior !== undefined && meansTheSame(spec, prior, planned) ? prior : planned;
}

function planUnset(spec: AttributeSpec, prior: Value | undefined): Value {
  if (spec.default !== undefined) {
    return prior !== undefined && meansTheSame(spec, prior, spec.default) ? prior : spec.default;
  }
  if (!isComputed(spec)) return isSameAsAbsent(spec, prior) ? prior : null;
  return prior === undefined ? unknown : prior;
}

function isSameAsAbsent(spec: AttributeSpec, prior: Value | undefined): prior is Value {
  if (spec.sameAsAbsent === undefined || prior === undefined) return false;
  return prior !== null && isWhollyKnown(prior) && spec.sameAsAbsent(toModel(spec.type, prior));
}

/** Equal, or equal by the attribute's own comparison. */
export function meansTheSame(spec: AttributeSpec, a: Value, b: Value): boolean {
  if (valuesEqual(spec.type, a, b)) return true;
  if (spec.semanticallyEqual === undefined || a === null || b === null) return false;
  if (!isWhollyKnown(a) || !isWhollyKnown(b)) return false;
  return spec.semanticallyEqual(toModel(spec.type, a), toModel(spec.type, b));
}

function planNested(spec: AttributeSpec, config: Value, prior: Value | undefined): Value {
  if (spec.nested === undefined) return config;
  const { nesting, schema } = spec.nested;
  const planElement = (element: Value, priorElement: Value): Value =>
    isObject(element)
      ? planObject(schema, element, isObject(priorElement) ? priorElement : null)
      : element;
  switch (nesting) {
    case 'single':
      return planElement(config, prior ?? null);
    case 'list': {
      const before = prior !== undefined && isList(prior) ? prior : [];
      return isList(config)
        ? config.map((item, i) => planElement(item, before[i] ?? null))
        : config;
    }
    case 'set': {
      const before = prior !== undefined && isList(prior) ? [...prior] : [];
      return isList(config)
        ? config.map((item) => planElement(item, takeMatching(schema, before, item)))
        : config;
    }
    case 'map': {
      const before = prior !== undefined && isObject(prior) ? prior : {};
      if (!isObject(config)) return config;
      const result = emptyObject();
      for (const [key, item] of Object.entries(config)) {
        result[key] = planElement(item, before[key] ?? null);
      }
      return result;
    }
  }
}

/**
 * Members of a set have no key. A member counts as the same as before if everything that is
 * configured in it is equal.
 */
function takeMatching(schema: Schema, candidates: Value[], element: Value): Value {
  if (!isObject(element)) return null;
  const index = candidates.findIndex(
    (candidate) =>
      isObject(candidate) &&
      Object.entries(schema).every(([name, { spec }]) => {
        const configured = element[name] ?? null;
        if (spec.role === 'write-only' || (configured === null && isComputed(spec))) return true;
        const before = candidate[name] ?? null;
        if (configured === null && isSameAsAbsent(spec, before)) return true;
        return meansTheSame(spec, before, configured ?? spec.default ?? null);
      }),
  );
  return index === -1 ? null : (candidates.splice(index, 1)[0] ?? null);
}

function needsReplacement(spec: AttributeSpec, before: Value, after: Value): boolean {
  return typeof spec.requiresReplace === 'boolean'
    ? spec.requiresReplace
    : spec.requiresReplace(toModel(spec.type, before), toModel(spec.type, after));
}

/** A set's members have no path of their own, so the set is reported as a whole. */
function nestedReplacementPaths(
  spec: AttributeSpec,
  before: Value,
  after: Value,
): readonly AttributePath[] {
  if (spec.nested === undefined || spec.nested.nesting === 'set') return [];
  const { nesting, schema } = spec.nested;
  const within = (step: AttributePath, a: Value, b: Value): readonly AttributePath[] =>
    isObject(a) && isObject(b)
      ? replacementPaths(schema, a, b).map((inner) => [...step, ...inner])
      : [];
  if (nesting === 'single') return within([], before, after);
  if (nesting === 'list') {
    return isList(before) && isList(after)
      ? after.flatMap((item, i) => within([{ elementKeyInt: i }], before[i] ?? null, item))
      : [];
  }
  return isObject(before) && isObject(after)
    ? Object.entries(after).flatMap(([key, item]) =>
        within([{ elementKeyString: key }], before[key] ?? null, item),
      )
    : [];
}
