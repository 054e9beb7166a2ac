import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * A simple load balancer. It asks each server's `/readyz` in turn, sends requests to those that
 * were ready, keeps connections open for the next request, and repeats nothing. If a server does
 * not answer, that is a 502.
 */
export interface LoadBalancer {
  readonly url: string;
  add(serverUrl: string): void;
  remove(serverUrl: string): void;
  /** How many servers were ready when they were last asked. */
  readyServers(): number;
  close(): Promise<void>;
}

interface Backend {
  readonly url: URL;
  readonly agent: Agent;
  isReady: boolean;
}

export async function startLoadBalancer(options: { askEveryMs: number }): Promise<LoadBalancer> {
  const backends = new Map<string, Backend>();
  let isOpen = true;
  let turn = 0;

  const server = createServer((incoming, outgoing) => {
    const ready = [...backends.values()].filter(({ isReady }) => isReady);
    const backend = ready[(turn += 1) % ready.length];
    if (backend === undefined) return void outgoing.writeHead(503).end();
    forward(backend, incoming, outgoing);
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');

  async function watch(): Promise<void> {
    while (isOpen) {
      await Promise.all(
        [...backends.values()].map(async (backend) => {
          backend.isReady = await isReady(backend.url);
        }),
      );
      await delay(options.askEveryMs);
    }
  }
  const watching = watch();

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(url) {
      const agent = new Agent({ keepAlive: true });
      backends.set(url, { url: new URL(url), agent, isReady: false });
    },
    remove(url) {
      backends.get(url)?.agent.destroy();
      backends.delete(url);
    },
    readyServers: () => [...backends.values()].filter((backend) => backend.isReady).length,
    async close() {
      isOpen = false;
      await watching;
      for (const { agent } of backends.values()) agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

function forward(backend: Backend, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers, url: path } = incoming;
  const { connection: _hopByHop, ...end2end } = headers;
  const { hostname, port } = backend.url;
  const upstream = request({
    hostname,
    port,
    method,
    path,
    headers: end2end,
    agent: backend.agent,
  });
  upstream.once('response', (answer) => {
    const { connection: _of, 'keep-alive': _this, ...passed } = answer.headers;
    outgoing.writeHead(answer.statusCode ?? 502, passed);
    answer.once('error', () => outgoing.destroy()).pipe(outgoing);
  });
  upstream.once('error', (error) => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end(error.message);
  });
  incoming.pipe(upstream);
}

async function isReady(url: URL): Promise<boolean> {
  const answer = await new Promise<IncomingMessage | undefined>((resolve) => {
    request(new URL('/readyz', url), { agent: false }, resolve)
      .once('error', () => resolve(undefined))
      .end();
  });
  answer?.resume();
  return answer?.statusCode === 200;
}
