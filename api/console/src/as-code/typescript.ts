import { Raw, type CodeValue, type Construct, type Declaration } from './declaration';

/** The construct in a stack of CDK for Terraform, with the import of the object if it exists. */
export function typeScriptOf(
  { id, label }: Pick<Declaration, 'id' | 'label'>,
  { name, imports, props, comments = {}, calls = [] }: Construct,
): string {
  const constant = camelCase(label);
  const imported = [name, ...imports].sort().join(', ');
  const body = Object.entries(props)
    .map(([prop, value]) => {
      const comment = comments[prop];
      return `${comment === undefined ? '' : `  // ${comment}\n`}  ${prop}: ${valueOf(value)},\n`;
    })
    .join('');
  const later = [...calls, ...(id === null ? [] : [`resource.importFrom(${quoted(id)})`])];
  const created = `new ${name}(this, ${quoted(label)}, {\n${body}});\n`;
  return (
    `import { ${imported} } from '@keyplane/cdktf';\n\n` +
    // A constant that nothing uses is an error in many projects.
    (later.length === 0 ? created : `const ${constant} = ${created}`) +
    later.map((call) => `${constant}.${call};\n`).join('')
  );
}

function valueOf(value: CodeValue | Raw): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value !== 'object') return String(value);
  if (value instanceof Raw) return value.code;
  if (Array.isArray(value)) return `[${value.map((item: CodeValue) => valueOf(item)).join(', ')}]`;
  const entries = Object.entries(value as Readonly<Record<string, CodeValue>>);
  return `{ ${entries.map(([name, item]) => `${IDENTIFIER.test(name) ? name : quoted(name)}: ${valueOf(item)}`).join(', ')} }`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A text in single quotes. Terraform evaluates `${…}` and `%{…}` in what is synthesized, too. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);
  return `'${inner}'`;
}

/** A constant. Terraform allows labels that are words of the language. */
function camelCase(label: string): string {
  const name = label.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return RESERVED.has(name) ? `${name}Object` : name;
}

const RESERVED = new Set(
  (
    'await break case catch class const continue debugger default delete do else enum export ' +
    'extends false finally for function if implements import in instanceof interface let new null ' +
    'package private protected public return static super switch this throw true try typeof var ' +
    'void while with yield'
  ).split(' '),
);
