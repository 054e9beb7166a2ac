import type { Endpoint } from './endpoint';
import type { FailureCode } from '../domain/failure';
import { PROBLEMS } from './problem';

interface DocumentedHeader {
  readonly description: string;
  readonly required?: true;
  readonly schema: {
    readonly type: 'string' | 'integer';
    readonly format?: string;
    readonly example?: string | number;
  };
}

export type DocumentedHeaders = Readonly<Record<string, DocumentedHeader>>;

/** Every answer has this header. */
const REQUEST_ID: DocumentedHeaders = {
  'X-Request-Id': {
    description:
      'ID of the request. Keyplane uses the ID that the caller sent, if it is well-formed.',
    required: true,
    schema: { type: 'string', example: '4b1c9d2e7f3a4c5b8d6e9f0a1b2c3d4e' },
  },
};

const ETAG: DocumentedHeaders = {
  ETag: {
    description:
      'Version of the object in the answer. Send it as `If-Match` with a change. Values ' +
      'that Keyplane counts, such as balances and times of last use, do not change the version.',
    required: true,
    schema: { type: 'string', example: '"1"' },
  },
};

const LOCATION: DocumentedHeaders = {
  Location: {
    description: 'URL of the object that was created. Absent in a dry run.',
    schema: { type: 'string', format: 'uri-reference' },
  },
};

const CONTENT_DISPOSITION: DocumentedHeaders = {
  'Content-Disposition': {
    description: 'Name of the file, if the answer is `text/plain`.',
    schema: { type: 'string', example: 'attachment; filename="sak_01k9t3x0.txt"' },
  },
};

const CHALLENGE: DocumentedHeaders = {
  'WWW-Authenticate': {
    description: 'The schemes with which a caller can authenticate (RFC 9110, section 11.6.1).',
    required: true,
    schema: { type: 'string', example: 'Basic realm="keyplane", charset="UTF-8"' },
  },
};

const BEARER_CHALLENGE: DocumentedHeaders = {
  'WWW-Authenticate': {
    description:
      'Present if the caller sent a bearer token and lacks a permission (RFC 6750, section 3.1).',
    schema: { type: 'string', example: 'Bearer realm="keyplane", error="insufficient_scope"' },
  },
};

const OAUTH_CHALLENGE: DocumentedHeaders = {
  'WWW-Authenticate': {
    description:
      'How the client can authenticate. Absent if the client authenticated in the form (RFC ' +
      '6749, section 5.2).',
    schema: { type: 'string', example: 'Bearer realm="keyplane", error="invalid_token"' },
  },
};

const RATE_LIMITS: DocumentedHeaders = {
  RateLimit: {
    description: 'How much of the limit remains (draft-ietf-httpapi-ratelimit-headers).',
    schema: { type: 'string', example: '"unknown-secrets";r=0;t=42' },
  },
  'RateLimit-Policy': {
    description: 'Number of requests that the limit allows in its window.',
    schema: { type: 'string', example: '"unknown-secrets";q=60;w=60' },
  },
};

export function successHeaders(endpoint: Endpoint, all: readonly Endpoint[]): DocumentedHeaders {
  return {
    ...REQUEST_ID,
    ...(showsVersion(endpoint, all) && ETAG),
    ...(endpoint.status === 201 && LOCATION),
    ...(endpoint.plainText && CONTENT_DISPOSITION),
  };
}

/** Refusals that tell a bearer token what it lacks: `challengesTo` writes them. */
const CHALLENGED: readonly FailureCode[] = ['insufficient_permissions', 'role_escalation'];

export function problemHeaders(codes: readonly FailureCode[]): DocumentedHeaders {
  return {
    ...REQUEST_ID,
    ...retryAfter(codes),
    ...(codes.some((code) => CHALLENGED.includes(code)) && BEARER_CHALLENGE),
    ...(codes.includes('unauthenticated') && CHALLENGE),
    ...(codes.includes('rate_limited') && RATE_LIMITS),
  };
}

/** Header descriptions that the OAuth endpoints share with the endpoints of Keyplane's own API. */
export function headersOfStatus(status: number): DocumentedHeaders {
  return {
    ...REQUEST_ID,
    ...(status === 401 && OAUTH_CHALLENGE),
    ...(status === 429 && { ...retryAfter(['rate_limited']), ...RATE_LIMITS }),
    ...(status === 503 && retryAfter(['unavailable'])),
  };
}

/**
 * An object that can be changed under a condition shows its version wherever it is answered: when it is
 * created, read and changed.
 */
function showsVersion(endpoint: Endpoint, all: readonly Endpoint[]): boolean {
  if (endpoint.response === undefined || endpoint.hot) return false;
  if (endpoint.versioned !== undefined) return endpoint.versioned;
  if (endpoint.conditional && endpoint.method !== 'delete') return true;
  const conditional = all.filter((other) => other.conditional);
  return endpoint.idempotent
    ? conditional.some(({ path }) => isBelow(path, endpoint.path) || isBelow(endpoint.path, path))
    : endpoint.method === 'get' && conditional.some(({ path }) => path === endpoint.path);
}

/** `/v1/roles/{role_id}` is below `/v1/roles`. */
function isBelow(path: string, parent: string): boolean {
  return path.startsWith(`${parent}/`);
}

function retryAfter(codes: readonly FailureCode[]): DocumentedHeaders {
  const retryable = codes.filter((code) => PROBLEMS[code].retryAfterSeconds !== undefined);
  if (retryable.length === 0) return {};
  const names = retryable.map((code) => `\`${code}\``).join(', ');
  return {
    'Retry-After': {
      description: `How many seconds to wait before you repeat the request. Sent with ${names}.`,
      schema: { type: 'integer' as const, example: 1 },
    },
  };
}
