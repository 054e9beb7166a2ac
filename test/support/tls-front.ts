import { once } from 'node:events';
import { request as send } from 'node:http';
import { createServer, request as sendByTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from './test-authority';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

export interface TlsFrontOptions {
  /** The authority (PEM) to trust if the server behind this one uses TLS too. */
  readonly authority?: string;
  /** What to answer to a GET in place of the server; undefined if the server should answer. */
  readonly replace?: (url: string) => Promise<Buffer | undefined>;
}

/** Terminates TLS in front of a server that uses plain HTTP or TLS. */
export async function createTlsFront(
  target: () => string,
  { certificate, privateKey }: TestCertificate,
  { authority, replace }: TlsFrontOptions = {},
): Promise<TlsFront> {
  const server = createServer({ cert: certificate, key: privateKey }, (incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const forward = (): void => {
      const to = new URL(url, target());
      const options = { method, headers, ...(authority && { ca: authority }) };
      const onward = (to.protocol === 'https:' ? sendByTls : send)(to, options, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => incoming.socket.destroy());
      incoming.pipe(onward);
    };
    if (replace === undefined) return forward();
    void replace(url).then((content) =>
      content === undefined ? forward() : outgoing.end(method === 'HEAD' ? '' : content),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
