import type { ErrorRequestHandler } from 'express';
import { authorizationValues } from './authorization-header';
import { DatabaseUnavailableError, isUnavailable } from '../database/dialects/unavailable';
import { Failure } from '../domain/failure';
import { problemAnswer } from './http-answer';
import { tooLarge } from './request-body';

export type ReportUnexpected = (error: unknown, requestId: string) => void;

/** Failures become problems. Anything else becomes an opaque 500 or 503, reported once with its cause. */
export function createErrorHandler(
  reportUnexpected: ReportUnexpected,
  issuer: string,
): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const { requestId } = response.locals;
    const { status, headers, body } = problemAnswer(
      failureOf(error, requestId, reportUnexpected),
      requestId,
      issuer,
      authorizationValues(request.rawHeaders),
      { isScript: request.get('sec-fetch-dest') === 'empty' },
    );
    for (let at = 0; at < headers.length; at += 2) {
      response.append(headers[at] ?? '', headers[at + 1] ?? '');
    }
    response.status(status).send(body);
  };
}

/** An error that is not a Failure is reported once, with its cause, and becomes an opaque failure. */
export function failureOf(
  error: unknown,
  requestId: string,
  reportUnexpected: ReportUnexpected,
): Failure {
  const failure = knownFailureOf(error);
  if (failure !== undefined) return failure;
  reportUnexpected(error, requestId);
  if (isUnavailable(error)) return unavailable(error);
  return new Failure(
    'internal',
    'Keyplane could not answer because of an unexpected error. If the request fails again, ' +
      'give the request_id to the operator of Keyplane.',
  );
}

/**
 * A commit whose answer was lost may have taken effect. An `Idempotency-Key` makes a repeat safe even then.
 */
const REPEAT =
  'Wait for the number of seconds in Retry-After, then repeat the request. A request that ' +
  'only reads is safe to repeat. Repeat any other request with the same Idempotency-Key, ' +
  'because it may have taken effect if the connection to the database was lost while Keyplane ' +
  'saved the change.';

function unavailable(cause: unknown): Failure {
  const message =
    cause instanceof DatabaseUnavailableError
      ? cause.message
      : 'Keyplane cannot use its database at the moment.';
  return new Failure('unavailable', `${message} ${REPEAT}`, { cause });
}

function knownFailureOf(error: unknown): Failure | undefined {
  if (error instanceof Failure) return error;
  switch (bodyParserErrorType(error)) {
    case 'entity.too.large':
      return tooLarge((error as { limit: number }).limit);
    case 'encoding.unsupported':
    case 'charset.unsupported':
      return new Failure(
        'unsupported_media_type',
        'The body must be JSON in UTF-8, uncompressed or gzip.',
      );
    case 'request.aborted':
    case 'request.size.invalid':
      return new Failure(
        'malformed_body',
        'The request body did not arrive completely. Send the request again.',
      );
    default:
      if (error instanceof URIError) {
        return new Failure(
          'not_found',
          'There is nothing at this path, because it is not percent-encoded UTF-8. Encode ' +
            'each part of it as UTF-8, then as %XX.',
        );
      }
      if (isUnreadableCompression(error))
        return new Failure(
          'malformed_body',
          'The request body is not compressed as Content-Encoding says.',
        );
      return undefined;
  }
}

/**
 * zlib's own errors, for gzip and Brotli. The body parser gives them this status but no type. No error of a
 * database or of Keyplane has a status.
 */
function isUnreadableCompression(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'status' in error && error.status === 400;
}

function bodyParserErrorType(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('type' in error)) return undefined;
  return typeof error.type === 'string' ? error.type : undefined;
}
