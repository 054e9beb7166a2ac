import type { Failure } from '../domain/failure';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import { challengesTo } from './challenges';
import { problemOf, retryAfterHeader } from './problem';

/** An answer, independent of how it is sent. */
export interface HttpAnswer {
  readonly status: number;
  /** Name, value, name, value: as `writeHead` takes them fastest. */
  readonly headers: readonly string[];
  readonly body: string;
  /** Whether the body is known to be ASCII. Otherwise the whole body is read to count its bytes. */
  readonly isAscii?: boolean;
}

/** The JSON of a `T`, already serialized. */
export class Serialized<T> {
  declare readonly ofType: T;

  constructor(
    readonly text: string,
    readonly isAscii = false,
  ) {}
}

const NOT_STORED = ['cache-control', 'no-store'];
const JSON_HEADERS = ['content-type', 'application/json; charset=utf-8', ...NOT_STORED];
/** A cache may keep a 404 or 405 that does not forbid it (RFC 9110, section 15.1). */
const PROBLEM_HEADERS = ['content-type', 'application/problem+json; charset=utf-8', ...NOT_STORED];

export function jsonAnswer(
  status: number,
  body: object,
  headers?: Readonly<Record<string, string>>,
): HttpAnswer {
  return {
    status,
    headers: headers ? [...JSON_HEADERS, ...Object.entries(headers).flat()] : JSON_HEADERS,
    body: body instanceof Serialized ? body.text : JSON.stringify(body),
    isAscii: body instanceof Serialized && body.isAscii,
  };
}

/**
 * @param issuer the URL of the server, where the documentation explains the problem
 * @param authorization every `Authorization` header of the request
 * @param options.isScript whether a script in a browser asked
 */
export function problemAnswer(
  failure: Failure,
  requestId: string,
  issuer: string,
  authorization: readonly string[] = [],
  { isScript = false } = {},
): HttpAnswer {
  const problem = problemOf(failure, requestId, issuer);
  const further = Object.entries(
    failure instanceof RateLimited ? rateLimitHeaders(failure.state) : retryAfterHeader(failure),
  ).flat();
  const challenges = challengesTo(failure, authorization, isScript);
  return {
    status: problem.status,
    headers: [...PROBLEM_HEADERS, ...challenges, ...further],
    body: JSON.stringify(problem),
  };
}
