import { Raw, type CodeValue, type Declaration } from './declaration';

/** The resource, and the block that imports the object if it exists. */
export function hclOf(declaration: Declaration): string {
  const { resource, label, attributes, comments, more = [] } = declaration;
  const block = `resource "${resource}" "${label}" {\n${attributesOf(attributes, 1, comments)}}\n`;
  return [block, ...importBlock(declaration), ...more.map(hclOf)].join('\n');
}

/** Enough for `terraform plan -generate-config-out`, too. Nothing, if there is no object yet. */
export function importBlock({
  resource,
  label,
  id,
}: Pick<Declaration, 'resource' | 'label' | 'id'>): readonly string[] {
  return id === null ? [] : [`import {\n  to = ${resource}.${label}\n  id = ${text(id)}\n}\n`];
}

/** Other names, which only a map has, are written in quotes. */
const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

/**
 * As `terraform fmt` aligns them. A comment, and a value of several lines, end an aligned block.
 */
function attributesOf(
  attributes: Readonly<Record<string, CodeValue | Raw>>,
  depth: number,
  comments: Readonly<Record<string, string>> = {},
): string {
  const indent = '  '.repeat(depth);
  const entries = Object.entries(attributes).map(
    ([name, value]) => [IDENTIFIER.test(name) ? name : text(name), valueOf(value, depth)] as const,
  );
  const blocks: (readonly (readonly [string, string])[])[] = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    const begins = entry[1].includes('\n') || comments[entry[0]] !== undefined;
    if (last === undefined || begins || last.at(-1)?.[1].includes('\n')) blocks.push([entry]);
    else blocks[blocks.length - 1] = [...last, entry];
  }
  return blocks
    .map((block) => {
      const width = Math.max(...block.map(([name]) => name.length));
      const lines = block.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`);
      const comment = comments[block[0]?.[0] ?? ''];
      return `${comment === undefined ? '' : `${indent}# ${comment}\n`}${lines.join('')}`;
    })
    .join('');
}

function valueOf(value: CodeValue | Raw, depth: number): string {
  if (value instanceof Raw) return value.code;
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (isList(value)) {
    const items = value.map((item) => valueOf(item, depth + 1));
    const isShort = items.every((item) => !item.includes('\n')) && items.join(', ').length < 60;
    if (isShort) return `[${items.join(', ')}]`;
    const indent = '  '.repeat(depth + 1);
    return `[\n${items.map((item) => `${indent}${item},\n`).join('')}${'  '.repeat(depth)}]`;
  }
  return `{\n${attributesOf(value, depth + 1)}${'  '.repeat(depth)}}`;
}

const isList = (value: CodeValue): value is readonly CodeValue[] => Array.isArray(value);

/** A text without templates: Terraform would evaluate `${…}` and `%{…}`. */
function text(value: string): string {
  return JSON.stringify(value)
    .replaceAll('\\b', '\\u0008')
    .replaceAll('\\f', '\\u000c')
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
}
