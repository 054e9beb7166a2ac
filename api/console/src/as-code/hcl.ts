import type { CodeValue, Declaration } from './declaration';

/** The resource and the block that imports the object that exists. */
export function hclOf(declaration: Declaration): string {
  const { resource, label, attributes } = declaration;
  return `resource "${resource}" "${label}" {\n${attributesOf(attributes, 1)}}\n\n${importBlock(declaration)}`;
}

/** Enough for `terraform plan -generate-config-out`, too. */
export function importBlock({ resource, label, id }: Declaration): string {
  return `import {\n  to = ${resource}.${label}\n  id = ${text(id)}\n}\n`;
}

/** As `terraform fmt` aligns them. A value of several lines ends an aligned block. */
function attributesOf(attributes: Readonly<Record<string, CodeValue>>, depth: number): string {
  const indent = '  '.repeat(depth);
  const entries = Object.entries(attributes).map(
    ([name, value]) => [name, valueOf(value, depth)] as const,
  );
  const blocks: (readonly (readonly [string, string])[])[] = [];
  for (const entry of entries) {
    const last = blocks.at(-1);
    const isLong = entry[1].includes('\n');
    if (last === undefined || isLong || last.at(-1)?.[1].includes('\n')) blocks.push([entry]);
    else blocks[blocks.length - 1] = [...last, entry];
  }
  return blocks
    .map((block) => {
      const width = Math.max(...block.map(([name]) => name.length));
      return block.map(([name, value]) => `${indent}${name.padEnd(width)} = ${value}\n`).join('');
    })
    .join('');
}

function valueOf(value: CodeValue, depth: number): string {
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
