import type { IncomingHttpHeaders } from 'node:http';
import { Failure } from '../domain/failure';

/**
 * A browser adds the cookie to requests of other sites and of other ports of this host as well. Modern ones
 * say so in `Sec-Fetch-Site`, on https and on loopback. Older ones, and plain http, have `Origin`.
 * @param origin the public origin of this server
 * @throws Failure `cross_origin`
 */
export function requireSameOrigin(headers: IncomingHttpHeaders, origin: string): void {
  const site = headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if (site === undefined && headers.origin === origin) return;
  throw new Failure(
    'cross_origin',
    'Requests that change something with a session must come from the pages of this server. Send ' +
      `Origin: ${origin}, or use an application key in an Authorization header instead.`,
  );
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export function isSafe(method: string): boolean {
  return SAFE.has(method);
}
