import { withFrontMatter } from './front-matter';
import { codeBlock, plain, table } from './markdown';
import {
  codesOf,
  operationsOf,
  resolved,
  type OpenApi,
  type Operation,
  type Parameter,
  type PlacedOperation,
  type Schema,
} from './open-api';
import { fieldsOf } from './schema-fields';
import type { SitePage } from './site-page';

const FOLDER = 'reference/http-api';

/** Headers and parameters that many operations take. The overview explains them once. */
const COMMON = new Set([
  'dry_run',
  'Idempotency-Key',
  'If-Match',
  'Keyplane-Stack',
  'Keyplane-Run',
]);

const slugOf = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** From a page of the same depth as `reference/http-api/`, such as another page of the reference. */
export const operationLink = ({ tag, operation }: PlacedOperation, from: string) =>
  `${from}${FOLDER}/${slugOf(tag)}.md#${slugOf(operation.operationId)}`;

/** The API: one page for each tag, and the overview. */
export function httpApiPages(document: OpenApi): SitePage[] {
  const operations = operationsOf(document);
  return [
    overviewPage(document, operations),
    ...document.tags.map((tag) => tagPage(document, tag, operations)),
  ];
}

function overviewPage(document: OpenApi, operations: readonly PlacedOperation[]): SitePage {
  const common = [...COMMON].flatMap((name) => {
    const parameter = Object.values(document.components.parameters).find(
      (each) => each.name === name,
    );
    return parameter === undefined
      ? []
      : [[`\`${name}\``, parameter.in, parameter.description ?? '']];
  });
  const rows = document.tags.map(({ name, description = '' }) => {
    const count = operations.filter(({ tag }) => tag === name).length;
    return [`[${name}](${slugOf(name)}.md)`, description, String(count)];
  });
  const body = `# HTTP API

The server shows this API at \`/docs/api\`, where you can try it, and its OpenAPI 3.1 document at \`/openapi.json\`.

${table(['part', 'what it is about', 'operations'], rows)}

## Conventions

${plain(document.info.description)}

## Common headers and parameters

${table(['name', 'in', 'meaning'], common)}

## Errors

Every error has a \`code\`. [Errors](../../errors/index.md) lists all of them with cause and cure.
`;
  return { path: `${FOLDER}/index.md`, text: withFrontMatter({ title: 'HTTP API' }, body) };
}

function tagPage(
  document: OpenApi,
  { name, description = '' }: OpenApi['tags'][number],
  operations: readonly PlacedOperation[],
): SitePage {
  const parts = operations
    .filter(({ tag }) => tag === name)
    .map((operation) => operationPart(document, operation));
  const body = [`# ${name}`, plain(description), ...parts].join('\n\n');
  return {
    path: `${FOLDER}/${slugOf(name)}.md`,
    text: withFrontMatter({ title: name }, `${body}\n`),
  };
}

function operationPart(document: OpenApi, { method, path, operation }: PlacedOperation): string {
  const body = operation.requestBody?.content;
  return [
    `## ${operation.summary} {#${slugOf(operation.operationId)}}`,
    codeBlock('http', `${method} ${path}`),
    plain(operation.description ?? ''),
    parametersPart(document, operation),
    ...Object.entries(body ?? {}).flatMap(([type, { schema }]) =>
      schema === undefined ? [] : [bodyPart(document, `Request (\`${type}\`)`, schema)],
    ),
    ...Object.entries(operation.responses).flatMap(([status, response]) =>
      answerPart(document, status, resolved(document, response)),
    ),
    errorsPart(document, operation),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}

function parametersPart(document: OpenApi, { parameters = [] }: Operation): string | undefined {
  const all = parameters.map((each) => resolved<Parameter>(document, each));
  const own = all.filter(({ name }) => !COMMON.has(name));
  const common = all.filter(({ name }) => COMMON.has(name));
  const rows = own.map(({ name, in: place, required = false, description, schema }) => [
    `\`${name}\``,
    place,
    required ? 'yes' : '',
    description ?? resolved(document, schema as Schema & { $ref?: never }).description ?? '',
  ]);
  const parts = [
    ...(rows.length > 0 ? [table(['parameter', 'in', 'required', 'meaning'], rows)] : []),
    ...(common.length > 0
      ? [
          `Also takes ${common.map(({ name }) => `\`${name}\``).join(', ')}: see ` +
            '[common headers and parameters](index.md#common-headers-and-parameters).',
        ]
      : []),
  ];
  return parts.join('\n\n');
}

function bodyPart(document: OpenApi, title: string, schema: Schema): string {
  const fields = fieldsOf(document, schema);
  const { example } = resolved(document, schema as Schema & { $ref?: never });
  const rows = fields.map(({ name, type, isRequired, text, rule }) => [
    `\`${name}\``,
    type,
    isRequired ? 'yes' : '',
    `${text} ${rule}`.trim(),
  ]);
  return [
    `**${title}**`,
    ...(rows.length > 0 ? [table(['field', 'type', 'required', 'meaning'], rows)] : []),
    ...(example === undefined ? [] : [codeBlock('json', JSON.stringify(example, null, 2))]),
  ].join('\n\n');
}

function answerPart(
  document: OpenApi,
  status: string,
  { content = {} }: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> },
): string[] {
  if (!/^[123]/.test(status)) return [];
  const [first] = Object.entries(content);
  if (first === undefined) return [`**Answer ${status}**`];
  const [type, { schema }] = first;
  if (schema === undefined) return [`**Answer ${status}** (\`${type}\`)`];
  const fields = fieldsOf(document, schema).map(({ name, type: kind, text }) => [
    `\`${name}\``,
    kind,
    text,
  ]);
  if (fields.length === 0) return [`**Answer ${status}** (\`${type}\`)`];
  return [`**Answer ${status}**`, table(['field', 'type', 'meaning'], fields)];
}

function errorsPart(document: OpenApi, operation: Operation): string | undefined {
  const codes = [...new Set(codesOf(document, operation))];
  if (codes.length === 0) return undefined;
  return `**Errors**: ${codes.map((code) => `[\`${code}\`](../../errors/${code}.md)`).join(', ')}`;
}
