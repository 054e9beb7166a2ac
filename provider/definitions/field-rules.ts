import { FIELD_RULES, type FieldRule, type RuledCollection } from '../client';
import {
  type Attribute,
  placedProblems,
  type Schema,
  type Validator,
  type Value,
} from '../terraform-plugin';
import { ruleViolations } from './rule-violations';
import { ruleWords } from './rule-words';

type AttributeSpec = Attribute['spec'];

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
    if (rule === undefined || attribute.spec.presence === 'computed') return [name, attribute];
    const spec = withNestedLimits(attribute.spec, rule);
    if (JUDGED_AS_A_WHOLE.has(name)) return [name, { ...attribute, spec }];
    return [
      name,
      { ...attribute, spec: { ...spec, validators: [withRule(rule, spec.validators)] } },
    ];
  });
  return Object.fromEntries(attributes) as S;
}

function withRule(rule: FieldRule, others: readonly Validator<Value>[]): Validator<Value> {
  return {
    // Only the documentation needs this, but each start of the provider builds the schema.
    get description() {
      const texts = [ruleWords(rule), ...others.map((other) => other.description)];
      return texts.filter((text) => text !== '').join('; ');
    },
    acceptsPartlyUnknown: true,
    check(value) {
      const found = others.flatMap((other) => placedProblems(other.check(value)));
      return found.length > 0 ? found : ruleViolations(rule, value);
    },
  };
}

/** Nested objects are judged with their parent, so their attributes only describe their limits. */
function withNestedLimits(spec: AttributeSpec, rule: FieldRule): AttributeSpec {
  if (spec.nested === undefined) return spec;
  const rules = (rule.items ?? rule).properties ?? {};
  const attributes = Object.entries(spec.nested.schema).map(([name, attribute]) => {
    const inner = rules[name];
    if (inner === undefined) return [name, attribute];
    const validators = [...attribute.spec.validators, limitOf(inner)];
    return [name, { ...attribute, spec: { ...attribute.spec, validators } }];
  });
  return { ...spec, nested: { ...spec.nested, schema: Object.fromEntries(attributes) as Schema } };
}

function limitOf(rule: FieldRule): Validator<Value> {
  return {
    get description() {
      return ruleWords(rule);
    },
    check: () => undefined,
  };
}
