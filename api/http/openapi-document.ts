import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { FailureCode } from '../domain/failure';
import { isKeyplanePermission } from '../domain/permission';
import type { Endpoint } from './endpoint';
import { dryRunQuery, isRehearsable } from './dry-run';
import { withCommonParts } from './common-operation-parts';
import { permissionSentence, teamRolesByPermission } from './permission-sentence';
import { describeFields } from './field-texts';
import { possibleFailures } from './possible-failures';
import { PROBLEMS } from './problem';
import { requestHeaders } from './request-headers';
import { problemHeaders, successHeaders } from './response-headers';
import { describeTag } from './tag-descriptions';
import { z } from './wire';

export const problemSchema = z
  .object({
    type: z.string().openapi({
      description:
        'URL of the page of the documentation about this problem. Decide by `code`, not by this URL.',
      example: 'https://keys.example.com/docs/errors/not_found',
    }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEMS) as [FailureCode, ...FailureCode[]]),
    detail: z.string(),
    retryable: z.boolean().openapi({
      description:
        'Whether the same request may succeed later without any other change, after the time ' +
        'in `Retry-After`. If false, the request is refused again until something else has ' +
        'changed.',
    }),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
    resource_id: z.string().optional().openapi({
      description: 'ID of the existing object that prevents the request, if there is one.',
    }),
    request_id: z.string(),
  })
  .openapi('Problem', { description: 'Problem details (RFC 9457).' });

/**
 * An operation in the form of zod-to-openapi. Paths without an endpoint definition are described this way.
 */
export type ExtraPath = Parameters<OpenAPIRegistry['registerPath']>[0];

/**
 * The OpenAPI 3.1 document. The endpoints come from the schemas that also validate them. Other paths describe
 * themselves.
 */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  version: string,
  extraPaths: readonly ExtraPath[] = [],
) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'The client ID and the secret of a key.',
  });
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The secret of a key, or an access token of `/oauth2/token`.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-keyplane',
    description:
      'A session of the console. Without https, the name is `keyplane-` and the port of the server. A request ' +
      'that changes something must come from a page of this server.',
  });
  registry.registerComponent('securitySchemes', 'api_key', {
    type: 'apiKey',
    in: 'header',
    name: 'X-API-Key',
    description: 'The key that the client of a gateway presents.',
  });
  registry.registerComponent('securitySchemes', 'gateway', {
    type: 'apiKey',
    in: 'header',
    name: 'Keyplane-Authorization',
    description: 'The credential of a gateway: `Basic …` (client ID and secret) or `Bearer …`.',
  });
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint, endpoints));
  for (const path of extraPaths) registry.registerPath(path);

  const document = new OpenApiGeneratorV31(registry.definitions, {
    sortComponents: 'alphabetically',
  }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Keyplane',
      version,
      description: DESCRIPTION,
      contact: { name: 'The operator of this installation' },
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
    tags: documentedTags(endpoints, extraPaths),
    'x-team-roles': teamRolesByPermission(),
  });
  const { components } = document;
  return withCommonParts({
    ...document,
    components: { ...components, schemas: describeFields((components?.schemas ?? {}) as Schemas) },
  });
}

type Schemas = Parameters<typeof describeFields>[0];

const DESCRIPTION = `Issues and governs keys, and answers whether a key is valid.

**Texts.** Lengths count Unicode characters. Keyplane normalizes names and descriptions to composed characters
(Unicode NFC), and line breaks to line feeds. It counts lengths after that, so send normalized texts. Keyplane
removes white space around a name. A text must not contain NUL, a lone surrogate or a secret of Keyplane.

**Times** are RFC 3339 with an offset. In UTC they must lie between the years 0000 and 9999. A leap second (second
60) is accepted only at 23:59:60 UTC, and is read as the first second of the next day.

**Rules between fields** are written as \`not\`: an object that matches such a rule is refused with 422. If a rule
depends on what Keyplane stores, such as whether an ID exists, no schema contains it.`;

/** The tags of the operations, in the order of the alphabet. */
function documentedTags(endpoints: readonly Endpoint[], extraPaths: readonly ExtraPath[]) {
  const names = [
    ...endpoints.map(({ tag }) => tag),
    ...extraPaths.flatMap(({ tags = [] }) => tags),
  ];
  return [...new Set(names)].sort().map((name) => ({ name, description: describeTag(name) }));
}

function pathOf(endpoint: Endpoint, all: readonly Endpoint[]): ExtraPath {
  const description = [endpoint.description, accessSentence(endpoint)].filter(Boolean).join('\n\n');
  return {
    operationId: endpoint.operationId,
    method: endpoint.method,
    path: endpoint.path,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description,
    ...(isKeyplanePermission(endpoint.access) && { 'x-permission': endpoint.access }),
    ...(endpoint.judges && { 'x-judged-permissions': endpoint.judges }),
    security: endpoint.access === 'public' ? [] : securityOf(endpoint),
    request: {
      ...(endpoint.params && { params: endpoint.params as z.ZodObject }),
      ...queryOf(endpoint),
      ...(endpoint.body && {
        body: { required: true, content: { 'application/json': { schema: endpoint.body } } },
      }),
      ...headersOf(endpoint),
    },
    responses: {
      [endpoint.status]: {
        description: endpoint.summary,
        headers: successHeaders(endpoint, all),
        ...(endpoint.response && {
          content: {
            'application/json': { schema: endpoint.response },
            ...(endpoint.plainText && { 'text/plain': { schema: { type: 'string' as const } } }),
          },
        }),
      },
      ...problemResponses(possibleFailures(endpoint)),
    },
  };
}

/** Hot endpoints ignore cookies. */
function securityOf({ hot }: Endpoint) {
  return [{ basic: [] }, { bearer: [] }, ...(hot ? [] : [{ session: [] }])];
}

function queryOf(endpoint: Endpoint) {
  const query = endpoint.query as z.ZodObject | undefined;
  if (isRehearsable(endpoint)) return { query: query?.extend(dryRunQuery.shape) ?? dryRunQuery };
  return query === undefined ? {} : { query };
}

/** The description of an endpoint that judges permissions itself says who may call it. */
function accessSentence({ access, narrowed, judges }: Endpoint): string {
  if (judges !== undefined && !isKeyplanePermission(access)) return '';
  switch (access) {
    case 'public':
      return 'Needs no credentials.';
    case 'authenticated':
      return `Needs any valid credential${narrowedSentence(narrowed)}.`;
    case 'team':
      return `Needs any valid credential of a team${narrowedSentence(narrowed)}.`;
    case 'operator':
      return 'Needs the credential of the operator.';
    default:
      return permissionSentence(access);
  }
}

function narrowedSentence(narrowed: Endpoint['narrowed']): string {
  return narrowed === 'allowed' ? '' : ', except an access token that was requested with `scope`';
}

function headersOf(endpoint: Endpoint) {
  const shape = requestHeaders(endpoint);
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

/** The refusals of an operation, by status. */
export function problemResponses(codes: readonly FailureCode[]) {
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `\`${name}\``).join(', '),
        headers: problemHeaders(names),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
