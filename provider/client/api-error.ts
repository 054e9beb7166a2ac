/** One field that the API refuses; `pointer` is an RFC 6901 JSON pointer into the body. */
export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

export interface ApiProblemBody {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  /** Whether the same request may succeed later; undefined if the answer does not say. */
  readonly retryable: boolean | undefined;
  readonly errors: readonly FieldProblem[];
  readonly requestId: string | undefined;
  /** The object that causes the conflict, if there is one. */
  readonly resourceId?: string | undefined;
}

/** The reason why a call has no answer. Messages are for the user and contain no secret. */
export abstract class ApiError extends Error {}

/**
 * Keyplane refused the request: RFC 9457 problem details, or an OAuth 2.0 error (RFC 6749, 5.2).
 */
export class ApiProblem extends ApiError {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: ApiProblemBody) {
    super(problem.detail);
  }
}

/**
 * There was no answer: DNS, the connection or TLS failed, the time limit was reached, or a gateway
 * says that the server is unavailable.
 */
export class ApiUnreachable extends ApiError {
  override readonly name = 'ApiUnreachable';
}

/** Something answered that is not Keyplane. */
export class ApiNotKeyplane extends ApiError {
  override readonly name = 'ApiNotKeyplane';
}

/** The provider cannot present its own credential, for example because its file is missing. */
export class CredentialUnavailable extends ApiError {
  override readonly name = 'CredentialUnavailable';
}

export function isNotFound(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.code === 'not_found';
}

/** The credential may not do this. */
export function isRefusal(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.problem.status === 403;
}

/**
 * Undefined if the text is neither form of refusal, so that a 404 from something else does not
 * count as one.
 */
export function parseProblem(status: number, text: string): ApiProblemBody | undefined {
  const body = parseObject(text);
  if (body === undefined) return undefined;
  const problem = problemFrom({ ...body, status });
  if (problem !== undefined) return problem;
  if (typeof body.error === 'string') {
    const { error: code, error_description: detail } = body;
    return {
      title: status >= 500 ? 'Keyplane cannot answer right now' : 'The token was refused',
      status,
      code,
      detail: typeof detail === 'string' ? detail : code,
      retryable: undefined,
      errors: [],
      requestId: undefined,
    };
  }
  return undefined;
}

/** RFC 9457 problem details. Undefined if the value is not one of Keyplane's. */
export function problemFrom(value: unknown): ApiProblemBody | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const body = value as Readonly<Record<string, unknown>>;
  if (typeof body['code'] !== 'string' || typeof body['detail'] !== 'string') return undefined;
  return {
    title: typeof body['title'] === 'string' ? body['title'] : 'The request was refused',
    status: typeof body['status'] === 'number' ? body['status'] : 0,
    code: body['code'],
    detail: body['detail'],
    errors: Array.isArray(body['errors']) ? body['errors'].filter(isFieldProblem) : [],
    retryable: typeof body['retryable'] === 'boolean' ? body['retryable'] : undefined,
    requestId: typeof body['request_id'] === 'string' ? body['request_id'] : undefined,
    resourceId: typeof body['resource_id'] === 'string' ? body['resource_id'] : undefined,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null
      ? (json as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  if (typeof value !== 'object' || value === null) return false;
  const { pointer, code, message } = value as Partial<Record<keyof FieldProblem, unknown>>;
  return [pointer, code, message].every((part) => typeof part === 'string');
}
