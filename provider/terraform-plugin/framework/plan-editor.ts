import { isComputed } from './attribute';
import { type AttributePath, attributePath } from './attribute-path';
import { DiagnosticError } from './diagnostics';
import { emptyObject, fromModel, objectToModel } from './model-conversion';
import { providerFault } from './operation';
import { changedNames, recompute, replacementPaths } from './plan-object';
import type { ErasedPlanEditor } from './resource';
import type { Schema } from './attribute';
import { unknown, type ObjectValue, type Value } from './value';
import { valuesEqual } from './value-comparison';

export interface PlanDraft extends ErasedPlanEditor {
  finish(): { readonly planned: ObjectValue; readonly requiresReplace: readonly AttributePath[] };
}

/** Lets a hook change the computed values of a plan, and keeps the rest of the plan consistent. */
export function createPlanDraft(
  schema: Schema,
  config: ObjectValue,
  prior: ObjectValue | null,
  drawnUp: ObjectValue,
): PlanDraft {
  let planned = drawnUp;
  const edited = new Set<string>();
  const replacing = new Set<string>();
  let changed: ReadonlySet<string> | undefined;

  const edit = (name: string, value: Value): void => {
    const spec = schema[name]?.spec;
    if (spec === undefined || !isComputed(spec) || (config[name] ?? null) !== null) {
      throw new DiagnosticError({
        ...providerFault(
          'planning',
          `\`${name}\` is not an attribute whose value the provider may plan`,
        ),
        attribute: name,
      });
    }
    edited.add(name);
    if (valuesEqual(spec.type, planned[name] ?? null, value)) return;
    changed = undefined;
    planned = Object.assign(emptyObject(), planned, { [name]: value });
    if (prior !== null) planned = recompute(schema, config, prior, planned, edited);
  };
  const paths = (): readonly AttributePath[] => {
    if (prior === null) return [];
    const bySchema = replacementPaths(schema, prior, planned);
    const named = [...replacing].map((name) => attributePath(name));
    return [...bySchema, ...named];
  };

  return {
    get values() {
      return objectToModel(schema, planned);
    },
    get changed() {
      changed ??= new Set(
        prior === null ? Object.keys(schema) : changedNames(schema, prior, planned),
      );
      return changed;
    },
    get requiresReplace() {
      return paths().length > 0;
    },
    set(name, value) {
      const spec = schema[name]?.spec;
      edit(name, spec === undefined ? null : fromModel(spec.type, value, attributePath(name)));
    },
    markUnknown: (name) => edit(name, unknown),
    requireReplace(name) {
      if (prior === null) return;
      const spec = schema[name]?.spec;
      const before = prior[name] ?? null;
      if (spec !== undefined && valuesEqual(spec.type, before, planned[name] ?? null)) {
        edit(name, unknown);
      }
      replacing.add(name);
    },
    finish: () => ({ planned, requiresReplace: paths() }),
  };
}
