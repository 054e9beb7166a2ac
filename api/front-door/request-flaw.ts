import type { IncomingMessage } from 'node:http';
import { Failure } from '../domain/failure';

const SLASH = 47;

/**
 * What makes a request unanswerable although Node's parser lets it through: HTTP/1.1 without `Host` (RFC 9112,
 * section 3.2), or a target that no router can read. Undefined: nothing.
 */
export function flawOfRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'httpVersion'>,
): Failure | undefined {
  const { url = '', headers, httpVersion } = request;
  if (url.charCodeAt(0) !== SLASH && !isReadable(url)) {
    return new Failure(
      'malformed_request',
      'The target of the request is neither a path nor a whole http or https URL. Send the path, such as ' +
        '/v1/whoami.',
    );
  }
  if (headers.host === undefined && httpVersion === '1.1') {
    return new Failure(
      'malformed_request',
      'The request has no Host header, which HTTP/1.1 requires. Send Host with the host name of Keyplane.',
    );
  }
  return undefined;
}

/** `*` is the target of OPTIONS for the whole server. */
function isReadable(url: string): boolean {
  return url === '*' || (/^https?:\/\//i.test(url) && URL.canParse(url));
}
