import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The directions in which a network can swallow bytes: from the client, to the client, or both. */
export type Direction = 'to-server' | 'to-client' | 'both';

/** Proxy in front of a server that swallows bytes as a broken network does, without any error. */
export interface BlackHoleProxy {
  readonly port: number;
  /** New connections are swallowed as well. */
  swallow(direction: Direction): void;
  /** The swallowed bytes arrive late, as they do when TCP repeats them. */
  heal(): void;
  /** Ends every connection by a reset; new ones are possible. */
  reset(): void;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
}

export async function createBlackHoleProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<BlackHoleProxy> {
  const links = new Set<Link>();
  let swallowed: Direction | undefined;

  function follow({ client, server }: Link): void {
    if (swallowed === 'both' || swallowed === 'to-server') client.pause();
    else client.resume();
    if (swallowed === 'both' || swallowed === 'to-client') server.pause();
    else server.resume();
  }

  const listener = createServer({ noDelay: true }, (client) => {
    const server = connect({ ...target, noDelay: true });
    const link: Link = { client, server };
    links.add(link);
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      end
        .on('data', (chunk: Buffer) => other.write(chunk))
        .on('error', () => undefined)
        .once('close', () => {
          links.delete(link);
          other.destroy();
        });
    }
    follow(link);
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  return {
    port: (listener.address() as AddressInfo).port,
    swallow(direction) {
      swallowed = direction;
      links.forEach(follow);
    },
    heal() {
      swallowed = undefined;
      links.forEach(follow);
    },
    reset() {
      for (const { client, server } of links) {
        client.resetAndDestroy();
        server.resetAndDestroy();
      }
    },
    async close() {
      for (const { client, server } of links) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/**
 * Starts a proxy in front of the database of a URL, and returns the URL that leads through the
 * proxy.
 */
export async function blackHoleBefore(
  databaseUrl: string,
): Promise<{ readonly proxy: BlackHoleProxy; readonly url: string }> {
  const url = new URL(databaseUrl);
  const proxy = await createBlackHoleProxy({ host: url.hostname, port: Number(url.port) });
  url.port = String(proxy.port);
  return { proxy, url: url.href };
}
