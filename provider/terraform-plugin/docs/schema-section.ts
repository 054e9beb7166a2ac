import type { AttributeSpec, Schema } from '../framework/attribute';
import type { ConfigValidator } from '../framework/config-validator';
import { attributeFacts } from './attribute-facts';
import type { PageSection } from './page';
import { attributeTypeText } from './type-text';

const GROUPS = [
  { title: 'Required', has: (spec: AttributeSpec) => spec.presence === 'required' },
  {
    title: 'Optional',
    has: ({ presence }: AttributeSpec) =>
      presence === 'optional' || presence === 'defaulted' || presence === 'optional-computed',
  },
  { title: 'Read-Only', has: (spec: AttributeSpec) => spec.presence === 'computed' },
] as const;

interface NestedSchema {
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** The arguments and attributes, in the registry's form, each nested object with an anchor. */
export function schemaSection(
  schema: Schema,
  validators: readonly ConfigValidator<string>[],
): PageSection {
  const groups = groupsOf(schema, []).map(({ title, lines }) => `### ${title}\n\n${lines}`);
  const parts = [...groups, ...rulesPart(validators), ...nestedSchemas(schema, []).map(nestedPart)];
  const text =
    parts.length === 0 ? 'There are no arguments and no attributes.' : parts.join('\n\n');
  return { title: 'Schema', text };
}

function groupsOf(schema: Schema, path: readonly string[]) {
  return GROUPS.map(({ title, has }) => ({
    title,
    lines: Object.entries(schema)
      .filter(([, { spec }]) => has(spec))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { spec }]) => attributeLines([...path, name], spec))
      .join('\n'),
  })).filter(({ lines }) => lines !== '');
}

function attributeLines(path: readonly string[], spec: AttributeSpec): string {
  const below =
    spec.nested === undefined ? '' : ` (see [below for nested schema](#${anchorOf(path)}))`;
  const text = spec.description.replaceAll(/\s*\n\s*/g, ' ');
  return [
    `- \`${path.at(-1)}\` (${attributeTypeText(spec)}) ${text}${below}`,
    ...attributeFacts(spec).map((fact) => `  - ${fact}`),
  ].join('\n');
}

function rulesPart(validators: readonly ConfigValidator<string>[]): readonly string[] {
  if (validators.length === 0) return [];
  const rules = validators.map(({ description }) => `- ${description}`);
  return [`### Rules\n\n${rules.join('\n')}`];
}

function nestedSchemas(schema: Schema, path: readonly string[]): readonly NestedSchema[] {
  return Object.entries(schema)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { spec }]) => {
      if (spec.nested === undefined) return [];
      const inner = { path: [...path, name], schema: spec.nested.schema };
      return [inner, ...nestedSchemas(inner.schema, inner.path)];
    });
}

function nestedPart({ path, schema }: NestedSchema): string {
  const groups = groupsOf(schema, path).map(({ title, lines }) => `${title}:\n\n${lines}`);
  return [
    `<a id="${anchorOf(path)}"></a>\n\n### Nested Schema for \`${path.join('.')}\``,
    ...groups,
  ].join('\n\n');
}

/** The anchor of a nested object, named as the registry's own generator does. */
function anchorOf(path: readonly string[]): string {
  return `nestedatt--${path.join('--')}`;
}
