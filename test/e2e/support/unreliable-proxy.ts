import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to an answer on its way back: delivered, lost with its connection, kept back, or
 * delivered after `delayMs`.
 */
export type Fate = 'deliver' | 'lose' | 'hold' | 'delay';

export interface UnreliableProxy {
  readonly url: string;
  /** The fate of the answers to requests that the API has handled. Replace it at any time. */
  decide: (request: IncomingMessage) => Fate;
  /** Requests that never reach the API; replace it at any time. */
  refuses: (request: IncomingMessage) => boolean;
  delayMs: number;
  /** The number of answers with this fate. */
  count(fate: Fate): number;
  close(): Promise<void>;
}

/** A proxy between the provider and the API that loses what a network may lose. */
export async function createUnreliableProxy(target: () => string): Promise<UnreliableProxy> {
  const fates: Fate[] = [];
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    if (proxy.refuses(incoming)) {
      incoming.socket.destroy();
      return;
    }
    const onward = send(new URL(url ?? '/', target()), { method, headers }, (answer) => {
      const fate = proxy.decide(incoming);
      fates.push(fate);
      if (fate === 'lose') incoming.socket.destroy();
      if (fate === 'lose' || fate === 'hold') return void answer.resume();
      const deliver = () => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      };
      if (fate === 'delay') setTimeout(deliver, proxy.delayMs);
      else deliver();
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: UnreliableProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: () => 'deliver',
    refuses: () => false,
    delayMs: 50,
    count: (fate) => fates.filter((given) => given === fate).length,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}
