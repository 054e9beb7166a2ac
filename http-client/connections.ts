import { Agent as HttpAgent, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { urlToHttpOptions } from 'node:url';
import type { Network } from './network';
import { proxyHeaders } from './route';
import { PlainTunnelAgent, TunnelAgent } from './tunnel-agent';

/**
 * Shorter than the time after which a server closes an idle connection: Node's does so after 5 s.
 */
const IDLE_MS = 4_000;

/** What the requests to one endpoint have in common. */
export interface Connections {
  readonly address: RequestOptions & { readonly servername?: string };
  /** The text before each path. */
  readonly basePath: string;
  /** Whether the first hop speaks TLS. */
  readonly isSecure: boolean;
  /**
   * Headers for a proxy that forwards requests without a tunnel, in addition to those of the
   * request.
   */
  readonly ofProxy?: Readonly<Record<string, string>>;
}

/** Kept between requests, to the endpoint or to the proxy before it. */
export function connectionsTo(endpoint: string, { proxy, trust }: Network): Connections {
  const url = new URL(endpoint);
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const basePath = url.pathname.replace(/\/+$/, '');
  const settings = { keepAlive: true, timeout: IDLE_MS };
  const secured = () => {
    const { context } = trust();
    return { ...settings, ...(context !== undefined && { secureContext: context }) };
  };
  if (url.protocol === 'https:') {
    const agent =
      proxy === undefined ? new HttpsAgent(secured()) : new TunnelAgent(proxy, secured());
    return { address: { protocol, hostname, port, agent }, basePath, isSecure: true };
  }
  if (proxy === undefined || proxy.protocol === 'socks5:') {
    const agent =
      proxy === undefined ? new HttpAgent(settings) : new PlainTunnelAgent(proxy, settings);
    return { address: { protocol, hostname, port, agent }, basePath, isSecure: false };
  }
  const isSecure = proxy.protocol === 'https:';
  const agent = isSecure ? new HttpsAgent(secured()) : new HttpAgent(settings);
  return {
    address: {
      protocol: proxy.protocol,
      hostname: proxy.hostname,
      port: proxy.port,
      agent,
      // Otherwise Node would expect the name in the `Host` header, which is that of the endpoint.
      servername: isIP(proxy.hostname) === 0 ? proxy.hostname : '',
    },
    basePath: url.origin + basePath,
    isSecure,
    ofProxy: { host: url.host, ...proxyHeaders(proxy) },
  };
}
