import type { IncomingMessage } from 'node:http';
import { Failure } from '../domain/failure';

const SLASH = 47;

/**
 * Why a request cannot be answered although Node's parser accepts it: HTTP/1.1 without `Host`, with
 * two `Host` headers or with one that is not a host (RFC 9112, section 3.2), or a target that no
 * router can read. Undefined if nothing is wrong.
 */
export function flawOfRequest(
  request: Pick<IncomingMessage, 'url' | 'headers' | 'rawHeaders' | 'httpVersion'>,
): Failure | undefined {
  const { url = '', headers, httpVersion } = request;
  if (url.charCodeAt(0) !== SLASH && !isReadable(url)) {
    return new Failure(
      'malformed_request',
      'The target of the request is neither a path nor a complete http or https URL. Send ' +
        'the path, such as /v1/whoami.',
    );
  }
  if (headers.host === undefined && httpVersion === '1.1') {
    return new Failure(
      'malformed_request',
      'The request has no Host header, which HTTP/1.1 requires. Send Host with the host name of Keyplane.',
    );
  }
  if (headers.host === undefined) return undefined;
  if (!HOST.test(headers.host)) {
    return new Failure(
      'malformed_request',
      'The Host header is not a host name or an IP address, with a port or without. Send the host name of ' +
        'Keyplane.',
    );
  }
  if (hasTwoHosts(request.rawHeaders)) {
    return new Failure(
      'malformed_request',
      'The request has more than one Host header, so it is not clear which one counts. Send one.',
    );
  }
  return undefined;
}

/** RFC 3986, section 3.2: a host, which may be empty, and a port. */
const HOST = /^(?:[\w.~%!$&'()*+,;=-]*|\[[\da-f:.]+\])(?::\d*)?$/i;

/**
 * Node keeps only the first `Host` in `headers`. Comparing the length first is fast, because almost no other
 * header name has this length.
 */
function hasTwoHosts(rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === 'host') count += 1;
  }
  return count > 1;
}

/** `*` is the target of OPTIONS for the whole server. */
function isReadable(url: string): boolean {
  return url === '*' || (/^https?:\/\//i.test(url) && URL.canParse(url));
}
