import { randomUUID } from 'node:crypto';
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { Failure } from '../domain/failure';
import { problemOf } from '../http/problem';

/** What is wrong with bytes that Node's parser refuses, so that no application ever sees them. */
function failureOf(code: string | undefined): Failure {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Failure(
        'headers_too_large',
        `The request line and the headers have together more than ${maxHeaderSize / 1024} KiB. ` +
          'Send fewer or shorter headers, or a shorter query.',
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Failure(
        'payload_too_large',
        'The extensions of a chunk are too large. Omit them.',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Failure('request_timeout', 'The request did not arrive in time. Send it again.');
    default:
      return new Failure('malformed_request', 'What was sent is not a request of HTTP/1.1.');
  }
}

/** The whole answer, after which the connection ends: what follows on it cannot be told apart. */
export function clientErrorAnswer(code: string | undefined): string {
  const requestId = randomUUID();
  const problem = problemOf(failureOf(code), requestId);
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    `x-request-id: ${requestId}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/** For the event `clientError` of a server. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  socket.end(clientErrorAnswer(error.code));
}
