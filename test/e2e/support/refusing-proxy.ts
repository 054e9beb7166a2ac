import { once } from 'node:events';
import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RefusingProxy {
  readonly url: string;
  /** Each call, in order, such as `GET /v1/roles?page_size=1000`. */
  readonly calls: string[];
  /** Whether a call is answered 403 and never reaches the API; replace it at any time. */
  refuses: (call: string) => boolean;
  /** Whether a call is answered 404, as by a Keyplane that does not know its path. */
  lacks: (call: string) => boolean;
  close(): Promise<void>;
}

const NOT_ALLOWED = {
  type: 'about:blank',
  title: 'Not allowed',
  status: 403,
  code: 'insufficient_permissions',
  detail: 'This credential may not do that.',
};

const NOT_FOUND = {
  type: 'about:blank',
  title: 'Not found',
  status: 404,
  code: 'not_found',
  detail: 'There is nothing at this path.',
};

/** A proxy between the provider and the API that counts calls and refuses some of them. */
export async function createRefusingProxy(target: () => string): Promise<RefusingProxy> {
  const server = createServer((incoming, outgoing) => {
    const { method = '', headers, url = '' } = incoming;
    const call = `${method} ${url}`;
    proxy.calls.push(call);
    const refusal = proxy.refuses(call) ? NOT_ALLOWED : proxy.lacks(call) ? NOT_FOUND : undefined;
    if (refusal !== undefined) {
      incoming.resume();
      outgoing.writeHead(refusal.status, { 'content-type': 'application/problem+json' });
      return outgoing.end(JSON.stringify(refusal));
    }
    const onward = send(new URL(url, target()), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    return incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: RefusingProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    refuses: () => false,
    lacks: () => false,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}
