import type { AttributeSpec } from './attribute';
import { mapAttributes } from './model-conversion';
import type { Schema } from './attribute';
import type { ObjectValue, Value } from './value';
import { isList, isObject } from './value-comparison';

/** The plan with the write-only values, which only the configuration has. Sets cannot have any. */
export function withWriteOnly(
  schema: Schema,
  planned: ObjectValue,
  config: ObjectValue,
): ObjectValue {
  return mapAttributes(schema, ({ spec }, name) =>
    fill(spec, planned[name] ?? null, config[name] ?? null),
  );
}

function fill(spec: AttributeSpec, planned: Value, config: Value): Value {
  if (spec.role === 'write-only') return config;
  if (spec.nested === undefined || spec.nested.nesting === 'set') return planned;
  const { schema } = spec.nested;
  const fillElement = (element: Value, configured: Value | undefined): Value =>
    isObject(element) && configured !== undefined && isObject(configured)
      ? withWriteOnly(schema, element, configured)
      : element;
  if (spec.nested.nesting === 'single') return fillElement(planned, config);
  if (isList(planned)) {
    return isList(config) ? planned.map((item, i) => fillElement(item, config[i])) : planned;
  }
  return isObject(planned) && isObject(config)
    ? mapAttributes(planned, (item, key) => fillElement(item, config[key]))
    : planned;
}
