import { request as requestHttp } from 'node:http';
import { Agent, type AgentOptions, request as requestHttps, type RequestOptions } from 'node:https';
import { type Duplex, PassThrough } from 'node:stream';
import { connect as connectTls, type ConnectionOptions, type SecureContext } from 'node:tls';
import { ProxyFailure } from './proxy-failure';
import type { Proxy } from './route';

/** After that a proxy that says nothing is given up. */
const TUNNEL_MS = 30_000;

/**
 * Keeps TLS connections through a proxy (RFC 9110, section 9.3.6). The common packages hand the proxy's
 * refusal on as if the endpoint had answered, so an error could not name the proxy.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy, options: AgentOptions) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(
    options: RequestOptions,
    opened?: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const { host, port } = options;
    const isAddress = host?.includes(':') === true && !host.startsWith('[');
    const target = `${isAddress ? `[${host}]` : host}:${port ?? 443}`;
    openTunnel(this.#proxy, target, this.options.secureContext).then(
      // Not yet encrypted: the request waits for `secureConnect`, as on a direct connection.
      (socket) => opened?.(null, connectTls({ ...(options as ConnectionOptions), socket })),
      (error: Error) => opened?.(error, new PassThrough()),
    );
  }
}

function openTunnel(
  proxy: Proxy,
  target: string,
  secureContext: SecureContext | undefined,
): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const { protocol, hostname, port, authorization } = proxy;
    const open = protocol === 'https:' ? requestHttps : requestHttp;
    const request = open({
      ...{ method: 'CONNECT', path: target, hostname, port, agent: false },
      ...(secureContext !== undefined && { secureContext }),
      headers: {
        host: target,
        ...(authorization !== undefined && { 'proxy-authorization': authorization }),
      },
    });
    const timer = setTimeout(() => {
      request.destroy(Object.assign(new Error('no tunnel in time'), { code: 'ETIMEDOUT' }));
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
          reject(new ProxyFailure({ status }));
        }
      })
      .end();
  });
}
