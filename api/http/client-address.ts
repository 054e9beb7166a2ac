import type { IncomingMessage } from 'node:http';
import proxyAddr from 'proxy-addr';

/** Whom a request comes from: what trusted proxies say, as Express's `request.ip` would. */
export function createClientAddress(
  trustedProxies: readonly string[],
): (request: IncomingMessage) => string {
  if (trustedProxies.length === 0) return (request) => request.socket.remoteAddress ?? 'unknown';
  const isTrusted = proxyAddr.compile([...trustedProxies]);
  return (request) => proxyAddr(request, isTrusted);
}
