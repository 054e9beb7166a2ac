import type { ErrorRequestHandler, Response } from 'express';
import { Failure } from '../domain/failure';
import { RateLimited, rateLimitHeaders } from '../rate-limit/rate-limited';
import { problemOf } from './problem';

export type ReportUnexpected = (error: unknown, requestId: string) => void;

/** Failures become problems; anything else an opaque 500, reported once with its cause. */
export function createErrorHandler(reportUnexpected: ReportUnexpected): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const failure = failureOf(error);
    if (failure.code === 'internal') reportUnexpected(error, response.locals.requestId);
    sendProblem(response, failure);
  };
}

export function sendProblem(response: Response, failure: Failure): void {
  const problem = problemOf(failure, response.locals.requestId);
  if (failure.code === 'unauthenticated') {
    response.append('www-authenticate', 'Basic realm="keyplane", charset="UTF-8"');
    response.append('www-authenticate', 'Bearer realm="keyplane"');
  }
  if (failure instanceof RateLimited) response.set(rateLimitHeaders(failure.state));
  response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  switch (bodyParserErrorType(error)) {
    case 'entity.parse.failed':
      return new Failure('malformed_body', 'The request body is not well-formed JSON.');
    case 'entity.too.large':
      return new Failure('payload_too_large', 'The request body is larger than 256 KiB.');
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Failure(
        'unsupported_media_type',
        'The body must be JSON in UTF-8, uncompressed or gzip.',
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return new Failure('malformed_body', 'The request body did not arrive whole.');
    default:
      if (error instanceof URIError)
        return new Failure('not_found', 'There is nothing at this path.');
      if (isUnreadableCompression(error))
        return new Failure('malformed_body', 'The request body is not compressed as it says.');
      return new Failure(
        'internal',
        'Keyplane could not answer. Quote the request_id when you ask.',
      );
  }
}

/** zlib's own errors, to which the body parser gives a status but no type. */
function isUnreadableCompression(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return typeof error.code === 'string' && error.code.startsWith('Z_');
}

function bodyParserErrorType(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('type' in error)) return undefined;
  return typeof error.type === 'string' ? error.type : undefined;
}
