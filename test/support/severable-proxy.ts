import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Proxy in front of PostgreSQL that cuts connections by their application name. */
export interface SeverableProxy {
  /** The given URL, but through this proxy. */
  readonly url: string;
  /** Number of connections with this name that pass data. */
  open(applicationName: string): number;
  /**
   * With `reset`, connections end immediately, and so do new ones. With `silence`, they stay open
   * and no data passes in either direction.
   */
  sever(applicationName: string, how: 'reset' | 'silence'): void;
  /** A silenced connection stays silent, as if a firewall had forgotten it. New ones work. */
  heal(): void;
  close(): Promise<void>;
}

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  name: string;
  silent: boolean;
}

export async function createSeverableProxy(databaseUrl: string): Promise<SeverableProxy> {
  const target = new URL(databaseUrl);
  const links = new Set<Link>();
  let severed: { readonly name: string; readonly how: 'reset' | 'silence' } | undefined;

  function cutIfSevered(link: Link): void {
    if (severed?.name !== link.name) return;
    if (severed.how === 'reset') {
      link.client.resetAndDestroy();
      return;
    }
    link.silent = true;
    link.client.unpipe().pause();
    link.server.unpipe().pause();
  }

  const listener = createServer((client) => {
    const server = connect(Number(target.port || 5432), target.hostname);
    const link: Link = { client, server, name: '', silent: false };
    links.add(link);
    for (const [end, other] of [
      [client, server],
      [server, client],
    ] as const) {
      end
        .on('error', () => undefined)
        .once('close', () => {
          links.delete(link);
          other.destroy();
        });
    }
    client.once('data', (startup: Buffer) => {
      link.name = applicationNameOf(startup);
      server.write(startup);
      client.pipe(server);
      server.pipe(client);
      cutIfSevered(link);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');

  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;
  return {
    url: url.href,
    open: (name) => [...links].filter((link) => link.name === name && !link.silent).length,
    sever(name, how) {
      severed = { name, how };
      links.forEach(cutIfSevered);
    },
    heal: () => void (severed = undefined),
    async close() {
      for (const { client, server } of links) {
        client.destroy();
        server.destroy();
      }
      await new Promise((resolve) => listener.close(resolve));
    },
  };
}

/** The startup message names it among its parameters, each ended by a zero. */
function applicationNameOf(startup: Buffer): string {
  const parameters = startup.subarray(8).toString('utf8').split('\0');
  return parameters[parameters.indexOf('application_name') + 1] ?? '';
}
