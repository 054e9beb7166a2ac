export interface Fault {
  /** A JSON pointer into the request. */
  readonly pointer: string;
  readonly message: string;
}

/** A refusal of the API (RFC 9457), or a request without an answer. Its message is for people. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    message: string,
    /** The `code` of the problem, or `unreachable` if there was no answer. */
    readonly code: string,
    /** 0 if there was no answer. */
    readonly status: number,
    /** What is wrong with each field of the request, by the name of the field. */
    readonly fields: Readonly<Record<string, string>> = {},
    /** The same with the exact places, as the API gives them. */
    readonly faults: readonly Fault[] = [],
  ) {
    super(message);
  }
}

/** Some creations can also answer with the secret as text, for which this page never asks. */
export type Json<T> = Exclude<T, string>;

export interface Answered<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of an answer of openapi-fetch.
 * @throws ApiProblem if the API refuses the request or does not answer
 */
export async function answerOf<T>(call: Promise<Answered<T>>): Promise<Json<T>> {
  return (await answered(call)).value;
}

/** The body with the answer that it came in. */
export async function answered<T>(
  call: Promise<Answered<T>>,
): Promise<{ readonly value: Json<T>; readonly response: Response }> {
  const { data, error, response } = await call.catch(() => {
    throw unreachable();
  });
  if (response.ok) return { value: data as Json<T>, response };
  throw problemFrom(error, response.status);
}

export function unreachable(): ApiProblem {
  return new ApiProblem(
    'Keyplane cannot be reached. Check your connection, then try again.',
    'unreachable',
    0,
  );
}

interface ProblemBody {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly Fault[];
}

/** @param body of the answer, parsed; anything else than a problem becomes a general message */
export function problemFrom(body: unknown, status: number): ApiProblem {
  if (!isProblem(body)) {
    return new ApiProblem(
      `Something between this page and Keyplane answered with status ${status}. Try again.`,
      'unexpected_answer',
      status,
    );
  }
  const { errors = [] } = body;
  const fields = errors.map(({ pointer, message }) => [fieldOf(pointer), message]);
  return new ApiProblem(body.detail, body.code, status, Object.fromEntries(fields), errors);
}

const isProblem = (body: unknown): body is ProblemBody =>
  typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;

/** `/rotation/every` belongs to the field `rotation`. */
const fieldOf = (pointer: string) => pointer.split('/')[1] ?? '';

export function messageOf(error: unknown): string {
  return error instanceof ApiProblem ? error.message : 'Something unexpected happened. Try again.';
}
