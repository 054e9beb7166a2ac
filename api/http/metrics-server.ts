import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsEndpoint } from './metrics-endpoint';

export interface MetricsServer {
  readonly url: string;
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** Answers `/metrics` and nothing else, on a port of its own that is not public. */
export async function startMetricsServer(
  { host, port }: { readonly host: string; readonly port: number },
  endpoint: MetricsEndpoint,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (!isRead || (request.url ?? '').replace(/\?.*$/s, '') !== '/metrics') {
      return void response.writeHead(404).end();
    }
    return void endpoint(request, response).catch((error: Error) => response.destroy(error));
  });
  server.listen({ host, port });
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `http://${shown}:${address.port}/metrics`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
