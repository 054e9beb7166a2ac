import { maxHeaderSize } from 'node:http';
import { Failure } from '../domain/failure';

/** The error of a server's `clientError` event. `rawPacket` may contain secrets. */
export interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** The first byte of a TLS handshake. No HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16;

const MALFORMED: Readonly<Record<string, string>> = {
  HPE_PAUSED_H2_UPGRADE:
    'The connection begins with HTTP/2, but Keyplane speaks only HTTP/1.1. Set the client ' +
    'or the proxy to HTTP/1.1.',
  HPE_INVALID_METHOD:
    'The request does not begin with an HTTP method. Send GET, POST, PUT, PATCH or ' +
    'DELETE in capital letters. If the previous request was longer than its Content-Length, correct ' +
    'that length.',
  HPE_INVALID_VERSION:
    'The request line does not end with an HTTP version that Keyplane speaks. End it with ' +
    'HTTP/1.1 and CR LF.',
  HPE_INVALID_CONSTANT:
    'The request line is not a method, a target and HTTP/1.1. Write a space in the target as %20.',
  HPE_INVALID_URL:
    'The target of the request does not begin with a slash, or contains a character that a ' +
    'URL cannot contain. Send the path, such as /v1/whoami, with other characters percent-encoded.',
  HPE_INVALID_HEADER_TOKEN:
    'A header has a name or a value that HTTP does not allow. Send each as one line "Name: value", with no ' +
    'space in the name and no control character in the value.',
  HPE_INVALID_TRANSFER_ENCODING:
    'The Transfer-Encoding header cannot be used. Send either Content-Length or Transfer-Encoding: chunked.',
  HPE_INVALID_CONTENT_LENGTH:
    'The Content-Length header cannot be used. Send it once, as the number of bytes of the body in decimal ' +
    'digits, and without Transfer-Encoding.',
  HPE_UNEXPECTED_CONTENT_LENGTH:
    'There are two Content-Length headers. Send one, or Transfer-Encoding: chunked.',
  HPE_INVALID_CHUNK_SIZE:
    'The size of a chunk of the body is not a hexadecimal number. Correct the chunks, or send Content-Length.',
  HPE_STRICT:
    'A line of the request, or a chunk of its body, does not end where it must. End each ' +
    'line with CR LF, and give each chunk its real size.',
  HPE_CLOSED_CONNECTION:
    'The request before this one said Connection: close. Send this one on another connection.',
  HPE_INVALID_EOF_STATE:
    'The connection ended before the request was complete. Send the whole request again.',
};

const OTHERWISE = 'The request is not HTTP/1.1. Check what the client sends.';
const TLS =
  'The client uses TLS, but this port serves plain HTTP. Use an http:// URL here, or the ' +
  'https:// URL of the proxy that terminates TLS in front of Keyplane.';

/** What is wrong with bytes that Node's parser refuses, so that no application ever sees them. */
export function parserFailure({ code = '', rawPacket }: ParserError): Failure {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Failure(
        'headers_too_large',
        'The request line and the headers together have more than ' +
          `${maxHeaderSize / 1024} KiB. Send fewer or shorter headers, or a shorter query.`,
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Failure(
        'payload_too_large',
        'The extensions of a chunk are too large. Omit them.',
      );
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Failure(
        'request_timeout',
        'The request did not arrive in time. Send the request again.',
      );
    default: {
      const isTls = code === 'HPE_INVALID_METHOD' && rawPacket?.[0] === TLS_HANDSHAKE;
      return new Failure('malformed_request', isTls ? TLS : (MALFORMED[code] ?? OTHERWISE));
    }
  }
}
