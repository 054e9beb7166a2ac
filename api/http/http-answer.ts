import type { Failure } from '../domain/failure';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import { problemOf } from './problem';

/** An answer, before anything of how it is sent. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case; a list stands for a header that comes several times. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string;
}

const JSON_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
};
const PROBLEM_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8' };
const CHALLENGES = ['Basic realm="keyplane", charset="UTF-8"', 'Bearer realm="keyplane"'];

export function jsonAnswer(status: number, body: object): HttpAnswer {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

export function problemAnswer(failure: Failure, requestId: string): HttpAnswer {
  const problem = problemOf(failure, requestId);
  return {
    status: problem.status,
    headers: {
      ...PROBLEM_HEADERS,
      ...(failure.code === 'unauthenticated' && { 'www-authenticate': CHALLENGES }),
      ...(failure instanceof RateLimited && rateLimitHeaders(failure.state)),
    },
    body: JSON.stringify(problem),
  };
}
