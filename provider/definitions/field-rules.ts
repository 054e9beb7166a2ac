import { FIELD_RULES, type FieldRule, type RuledCollection } from '../client';
import { placedProblems, type Schema, type Validator, type Value } from '../terraform-plugin';
import { ruleViolations } from './rule-violations';

/** The rule of one field of a create. */
export function fieldRule(collection: RuledCollection, field: string): FieldRule {
  return FIELD_RULES[collection][field] ?? {};
}

/** Key validation judges these fields, so that each fault is reported once. */
const JUDGED_AS_A_WHOLE: ReadonlySet<string> = new Set(['rotation']);

/**
 * The schema of a resource whose attributes are the fields of this collection, with the API's own
 * rules on them. Further validators of an attribute run first, because they explain a fault better.
 */
export function ruled<const S extends Schema>(collection: RuledCollection, schema: S): S {
  const attributes = Object.entries(schema).map(([name, attribute]) => {
    const rule = FIELD_RULES[collection][name];
    if (rule === undefined || JUDGED_AS_A_WHOLE.has(name)) return [name, attribute];
    if (attribute.spec.presence === 'computed') return [name, attribute];
    const { spec } = attribute;
    const validators = [withRule(rule, spec.validators)];
    return [name, { ...attribute, spec: { ...spec, validators } }];
  });
  return Object.fromEntries(attributes) as S;
}

function withRule(rule: FieldRule, others: readonly Validator<Value>[]): Validator<Value> {
  const description = [...others.map((other) => other.description), rule['x-must-be'] ?? '']
    .filter((text) => text !== '')
    .join('; ');
  return {
    description,
    acceptsPartlyUnknown: true,
    check(value) {
      const found = others.flatMap((other) => placedProblems(other.check(value)));
      return found.length > 0 ? found : ruleViolations(rule, value);
    },
  };
}
