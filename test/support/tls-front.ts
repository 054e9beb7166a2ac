import { once } from 'node:events';
import { request as send } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestCertificate } from './test-authority';

export interface TlsFront {
  readonly port: number;
  close(): Promise<void>;
}

/** Ends TLS before a server that speaks plain HTTP. */
export async function createTlsFront(
  target: () => string,
  { certificate, privateKey }: TestCertificate,
): Promise<TlsFront> {
  const server = createServer({ cert: certificate, key: privateKey }, (incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const onward = send(new URL(url, target()), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
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
