import { type Collection, COLLECTIONS } from './collections';
import type { FieldRule, FieldRules } from './field-rule';

type Json = Readonly<Record<string, unknown>>;

/** The collections in which resources are created, and the rules of what a create sends there. */
export type RuledCollection = Collection;

const KEYWORDS = [
  'type',
  'enum',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'maxProperties',
  'x-must-be',
  'x-minimum-period',
  'x-maximum-period',
];

/** Reads the rules from the API's OpenAPI document, so that each rule is written once. */
export function extractFieldRules(document: Json): Readonly<Record<RuledCollection, FieldRules>> {
  const rules = Object.values(COLLECTIONS).map(({ path: collection }) => {
    const schema = at(
      document,
      'paths',
      collection,
      'post',
      'requestBody',
      'content',
      'application/json',
      'schema',
    );
    return [collection, ruleOf(document, schema).properties ?? {}] as const;
  });
  return Object.fromEntries(rules) as Record<RuledCollection, FieldRules>;
}

function ruleOf(document: Json, given: Json): FieldRule {
  const schema = resolved(document, given);
  const rule: Record<string, unknown> = {};
  for (const keyword of KEYWORDS) {
    if (schema[keyword] !== undefined) rule[keyword] = schema[keyword];
  }
  for (const keyword of ['items', 'additionalProperties', 'propertyNames']) {
    const inner = schema[keyword];
    if (!isObject(inner)) continue;
    const innerRule = ruleOf(document, inner);
    if (Object.keys(innerRule).length > 0) rule[keyword] = innerRule;
  }
  if (isObject(schema['properties'])) {
    const properties = Object.entries(schema['properties']).map(([name, inner]) => [
      name,
      ruleOf(document, inner as Json),
    ]);
    rule['properties'] = Object.fromEntries(properties) as FieldRules;
  }
  if (Array.isArray(schema['anyOf'])) {
    rule['anyOf'] = schema['anyOf'].map((inner) => ruleOf(document, inner as Json));
  }
  return rule;
}

/** The schema with its references followed and the parts of an `allOf` merged. */
function resolved(document: Json, schema: Json): Json {
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    return resolved(document, at(document, ...reference.split('/').slice(1)));
  }
  const parts = schema['allOf'];
  if (!Array.isArray(parts)) return schema;
  const wholes = [...parts.map((part) => resolved(document, part as Json)), withoutAllOf(schema)];
  const properties = Object.assign({}, ...wholes.map((whole) => whole['properties'])) as Json;
  const merged = Object.assign({}, ...wholes) as Record<string, unknown>;
  return Object.keys(properties).length > 0 ? { ...merged, properties } : merged;
}

function withoutAllOf({ allOf: _parts, ...rest }: Json): Json {
  return rest;
}

function at(document: Json, ...path: readonly string[]): Json {
  const found = path.reduce<unknown>(
    (json, step) => (isObject(json) ? json[step] : undefined),
    document,
  );
  if (!isObject(found)) throw new Error(`The document has nothing at ${path.join(' > ')}.`);
  return found;
}

function isObject(json: unknown): json is Json {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
