import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { TestCertificate } from './test-authority';

export interface CompanyProxy {
  readonly port: number;
  /** `CONNECT keys.example.test:443`, `GET http://keys.example.test/v1/whoami`, in order. */
  readonly calls: string[];
  /** Each `Proxy-Authorization`, in the same order. */
  readonly authorizations: (string | undefined)[];
  /** The answer that the proxy gives instead of forwarding, if one is set. */
  refusal: number | undefined;
  close(): Promise<void>;
}

export interface CompanyProxyOptions {
  /** The address that every name resolves to, because the names in tests are in no DNS. */
  readonly target: () => { readonly host: string; readonly port: number };
  /** The `user:password` that it requires. */
  readonly credentials?: string;
  /** If given, clients must connect to the proxy with https. */
  readonly certificate?: TestCertificate;
}

/** An HTTP proxy that forwards requests and opens tunnels, as a company has one. */
export async function createCompanyProxy(options: CompanyProxyOptions): Promise<CompanyProxy> {
  const { target, credentials, certificate } = options;
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const sockets = new Set<Socket>();
  const refusalOf = (request: IncomingMessage): number | undefined => {
    proxy.calls.push(`${request.method} ${request.url}`);
    const authorization = request.headers['proxy-authorization'];
    proxy.authorizations.push(authorization);
    return proxy.refusal ?? (expected && authorization !== expected ? 407 : undefined);
  };
  const server =
    certificate === undefined
      ? createServer()
      : createSecureServer({ cert: certificate.certificate, key: certificate.privateKey });
  server.on('request', (incoming: IncomingMessage, outgoing) => {
    const refusal = refusalOf(incoming);
    if (refusal !== undefined) {
      incoming.resume();
      return outgoing
        .writeHead(refusal, { 'content-type': 'text/html' })
        .end('<h1>The proxy says no</h1>');
    }
    const { method, headers, url = '' } = incoming;
    const { pathname, search } = new URL(url);
    const { 'proxy-authorization': _secret, ...onward } = headers;
    const request = send(
      { ...target(), method, path: pathname + search, headers: onward },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    request.on('error', () => outgoing.writeHead(502).end());
    return incoming.pipe(request);
  });
  server.on('connect', (incoming: IncomingMessage, socket: Socket) => {
    const refusal = refusalOf(incoming);
    socket.on('error', () => {});
    if (refusal !== undefined) return socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n<h1>No</h1>`);
    const { host, port } = target();
    const onward = connect(port, host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    sockets.add(onward);
    return onward.on('error', () => socket.destroy()).on('close', () => socket.destroy());
  });
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CompanyProxy = {
    port: (server.address() as AddressInfo).port,
    calls: [],
    authorizations: [],
    refusal: undefined,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
  return proxy;
}
