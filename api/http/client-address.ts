import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyAddr from 'proxy-addr';
import { addressOf } from '../rate-limit/network-of';

/**
 * The address that a request comes from, as trusted proxies say in `X-Forwarded-For`. If they pass on a
 * text that is not an address, the address of that proxy counts. So no client can be stored or counted
 * under a text of its choice.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? 'unknown';
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => {
    // The addresses from the socket outwards. All except the last belong to trusted proxies, and so are valid
    // addresses.
    const hops = proxyAddr.all(request, isTrusted).map(withoutPort);
    return addressOf(hops.findLast((hop) => isIP(hop) !== 0) ?? 'unknown');
  };
}

/** Some proxies write `192.0.2.1:49152` or `[2001:db8::1]:49152`. */
function withoutPort(hop: string | undefined): string {
  const text = hop ?? '';
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text);
  if (bracketed !== null) return bracketed[1] ?? '';
  return /^([\d.]+):\d{1,5}$/.exec(text)?.[1] ?? text;
}
