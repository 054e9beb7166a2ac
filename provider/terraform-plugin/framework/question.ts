import { isConfigurable } from './attribute';
import type { DiagnosticCollector } from './diagnostics';
import { mapAttributes, objectToModel } from './model-conversion';
import { reportInconsistencies } from './operation';
import { planObject } from './plan-object';
import { type Given, reconcileApplied, withoutUnknowns } from './reconcile';
import type { Schema } from './attribute';
import type { ObjectValue } from './value';

/** The configuration of a data source or an ephemeral resource, with defaults, for its handler. */
export function askedModel(schema: Schema, config: ObjectValue): ObjectValue {
  const planned = objectToModel(schema, planObject(schema, config, null));
  const asked = Object.entries(schema).filter(([, { spec }]) => isConfigurable(spec));
  return mapAttributes(Object.fromEntries(asked), (_, name) =>
    withoutUnknowns(planned[name] ?? null),
  );
}

/** The answer together with the configuration. Values that do not fit are reported. */
export function answeredObject(
  schema: Schema,
  config: ObjectValue,
  given: Given,
  doing: string,
  diagnostics: DiagnosticCollector,
): ObjectValue {
  const { state, inconsistencies } = reconcileApplied(
    schema,
    planObject(schema, config, null),
    given,
  );
  reportInconsistencies(inconsistencies, doing, diagnostics);
  return state;
}
