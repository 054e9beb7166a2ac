import {
  Agent as HttpAgent,
  type AgentOptions as HttpAgentOptions,
  type ClientRequestArgs,
  request as requestHttp,
} from 'node:http';
import {
  Agent as HttpsAgent,
  type AgentOptions,
  request as requestHttps,
  type RequestOptions,
} from 'node:https';
import { type Duplex, PassThrough } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type SecureContext } from 'node:tls';
import { ProxyFailure, refusedWithStatus, TUNNEL_MS, tunnelTimeout } from './proxy-failure';
import { type Proxy, proxyHeaders } from './route';
import { openSocksTunnel, type SocksTarget } from './socks-tunnel';

type Opened = (error: Error | null, socket: Duplex) => void;

/**
 * Keeps TLS connections through a proxy (RFC 9110, section 9.3.6, and RFC 1928). The common
 * packages pass on the proxy's refusal as if the endpoint had answered, so an error could not name
 * the proxy.
 */
export class TunnelAgent extends HttpsAgent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, opened?: Opened): undefined {
    openTunnel(this.#proxy, targetOf(options, 443), this.options.secureContext).then(
      // Not yet encrypted: the request waits for `secureConnect`, as on a direct connection.
      (socket) => opened?.(null, connectTls({ ...(options as ConnectionOptions), socket })),
      (error: Error) => opened?.(error, new PassThrough()),
    );
  }
}

/**
 * Keeps connections through a SOCKS proxy without TLS. Other proxies handle such requests
 * themselves.
 */
export class PlainTunnelAgent extends HttpAgent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: HttpAgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: ClientRequestArgs, opened?: Opened): undefined {
    openTunnel(this.#proxy, targetOf(options, 80)).then(
      (socket) => opened?.(null, socket),
      (error: Error) => opened?.(error, new PassThrough()),
    );
  }
}

function targetOf({ host, port }: ClientRequestArgs, defaultPort: number): SocksTarget {
  return { host: (host ?? '').replace(/^\[|\]$/g, ''), port: Number(port ?? defaultPort) };
}

function openTunnel(
  proxy: Proxy,
  target: SocksTarget,
  secureContext?: SecureContext,
): Promise<Duplex> {
  if (proxy.protocol === 'socks5:') return openSocksTunnel(proxy, target);
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  return openHttpTunnel(proxy, `${host}:${target.port}`, secureContext);
}

function openHttpTunnel(
  proxy: Proxy,
  target: string,
  secureContext: SecureContext | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port } = proxy;
    const open = protocol === 'https:' ? requestHttps : requestHttp;
    const request = open({
      method: 'CONNECT',
      path: target,
      hostname,
      port,
      agent: false,
      ...(secureContext !== undefined && { secureContext }),
      headers: { host: target, ...proxyHeaders(proxy) },
    });
    const timer = setTimeout(() => {
      request.destroy(tunnelTimeout());
    }, TUNNEL_MS);
    request
      .on('error', (cause) => {
        clearTimeout(timer);
        reject(new ProxyFailure({ cause }));
      })
      .on('connect', ({ statusCode: status = 0 }, socket, head) => {
        clearTimeout(timer);
        if (status >= 200 && status < 300) {
          if (head.length > 0) socket.unshift(head);
          resolve(socket);
        } else {
          socket.destroy();
          reject(refusedWithStatus(status));
        }
      })
      .end();
  });
}
