import { OpenAPIRegistry, OpenApiGeneratorV31 } from '@asteasolutions/zod-to-openapi';
import type { FailureCode } from '../domain/failure';
import type { Endpoint } from './endpoint';
import { dryRunQuery, isRehearsable } from './dry-run';
import { PROBLEMS } from './problem';
import { z } from './wire';

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEMS) as [FailureCode, ...FailureCode[]]),
    detail: z.string(),
    retryable: z.boolean().openapi({
      description:
        'Whether the same request may succeed after the time in `Retry-After`, although nothing else ' +
        'changes. False: it is refused again until something else has changed.',
    }),
    errors: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })),
    resource_id: z.string().optional().openapi({
      description: 'The object that is in the way, if it is one.',
    }),
    request_id: z.string(),
  })
  .openapi('Problem', { description: 'RFC 9457 problem details.' });

/** An operation as zod-to-openapi takes it: what is no endpoint describes itself so. */
export type ExtraPath = Parameters<OpenAPIRegistry['registerPath']>[0];

/** OpenAPI 3.1 of the endpoints, from the schemas that also validate them, and of what is none. */
export function openApiDocument(
  endpoints: readonly Endpoint[],
  version: string,
  extraPaths: readonly ExtraPath[] = [],
) {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'basic', { type: 'http', scheme: 'basic' });
  registry.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  registry.registerComponent('securitySchemes', 'api_key', {
    ...{ type: 'apiKey', in: 'header', name: 'X-API-Key' },
    description: 'The key of the client of a gateway.',
  });
  registry.registerComponent('securitySchemes', 'gateway', {
    ...{ type: 'apiKey', in: 'header', name: 'Keyplane-Authorization' },
    description: 'The credential of a gateway: `Basic …` (client ID and secret) or `Bearer …`.',
  });
  for (const endpoint of endpoints) registry.registerPath(pathOf(endpoint));
  for (const path of extraPaths) registry.registerPath(path);

  return new OpenApiGeneratorV31(registry.definitions, {
    sortComponents: 'alphabetically',
  }).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Keyplane',
      version,
      description: 'Issues and governs keys, and answers whether a key is good.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
  });
}

function pathOf(endpoint: Endpoint): ExtraPath {
  const description = [endpoint.description, accessSentence(endpoint)].filter(Boolean).join('\n\n');
  return {
    operationId: endpoint.operationId,
    method: endpoint.method,
    path: endpoint.path,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description,
    security: endpoint.access === 'public' ? [] : [{ basic: [] }, { bearer: [] }],
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
        ...(endpoint.status === 201 && { headers: LOCATION }),
        ...(endpoint.response && {
          content: {
            'application/json': { schema: endpoint.response },
            ...(endpoint.plainText && { 'text/plain': { schema: { type: 'string' as const } } }),
          },
        }),
      },
      ...problemResponses(endpoint),
    },
  };
}

const LOCATION = {
  Location: {
    description: 'Where to read what was created. Absent in a dry run.',
    schema: { type: 'string' as const, format: 'uri-reference' },
  },
};

function queryOf(endpoint: Endpoint) {
  const query = endpoint.query as z.ZodObject | undefined;
  if (isRehearsable(endpoint)) return { query: query?.extend(dryRunQuery.shape) ?? dryRunQuery };
  return query === undefined ? {} : { query };
}

function accessSentence({ access, narrowed }: Endpoint): string {
  switch (access) {
    case 'public':
      return '';
    case 'authenticated':
      return `Any credential may call this${narrowedSentence(narrowed)}.`;
    case 'team':
      return `Any credential of a team may call this${narrowedSentence(narrowed)}.`;
    case 'operator':
      return 'Only the operator may call this.';
    default:
      return `Needs the permission \`${access}\`.`;
  }
}

function narrowedSentence(narrowed: Endpoint['narrowed']): string {
  return narrowed === 'allowed' ? '' : ', except an access token that was made with `scope`';
}

function headersOf(endpoint: Endpoint) {
  const shape: Record<string, z.ZodType> = {};
  if (endpoint.idempotent) {
    shape['Idempotency-Key'] = z.string().max(255).optional().openapi({
      description:
        'Repeats of the same key and body get the same answer again for 24 hours. Only a random key (128 bits or more, such as a UUID) ever replays a secret.',
    });
  }
  if (endpoint.conditional) {
    shape['If-Match'] = z.string().optional().openapi({
      description: 'The ETag that was read; another version answers 412.',
    });
  }
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {};
}

const RUN_FAILURES = ['run_ended', 'run_lease_expired'] as const;
const CREATE_FAILURES = [
  'idempotency_key_reused',
  'request_in_progress',
  'answer_erased',
  ...RUN_FAILURES,
  'run_in_doubt',
  'abandoned_creation',
] as const;
const CHANGE_FAILURES = ['precondition_failed', ...RUN_FAILURES] as const;

function problemResponses(endpoint: Endpoint) {
  const codes: FailureCode[] = [
    ...(endpoint.access === 'public' ? [] : (['unauthenticated'] as const)),
    ...(['public', 'authenticated'].includes(endpoint.access)
      ? []
      : (['insufficient_permissions'] as const)),
    ...(endpoint.params ? (['not_found'] as const) : []),
    ...(endpoint.body || endpoint.query ? (['invalid_request'] as const) : []),
    ...(endpoint.idempotent ? CREATE_FAILURES : []),
    ...(endpoint.conditional ? CHANGE_FAILURES : []),
    ...(endpoint.failures ?? []),
  ];
  const byStatus = new Map<number, FailureCode[]>();
  for (const code of new Set(codes)) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `\`${name}\``).join(', '),
        ...retryAfterHeader(names),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}

function retryAfterHeader(codes: readonly FailureCode[]) {
  const retryable = codes.filter((code) => PROBLEMS[code].retryAfterSeconds !== undefined);
  if (retryable.length === 0) return {};
  const names = retryable.map((code) => `\`${code}\``).join(', ');
  const description = `Seconds to wait before the same request is repeated, with ${names}.`;
  return { headers: { 'Retry-After': { description, schema: { type: 'integer' as const } } } };
}
