import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export interface OtherVersion {
  readonly url: string;
  /** The version that `whoami` reports. Undefined if it reports none, like servers before 0.1.0. */
  version: string | undefined;
  /** Every request of the provider, with its `User-Agent`. */
  readonly requests: readonly Pick<IncomingMessage, 'url' | 'headers'>[];
  close(): Promise<void>;
}

/** Keyplane as a server of another version would answer. */
export async function createOtherVersion(target: string): Promise<OtherVersion> {
  const requests: IncomingMessage[] = [];
  const server = createServer((incoming, outgoing) => {
    requests.push(incoming);
    const { method, headers, url = '/' } = incoming;
    const onward = send(new URL(url, target), { method, headers }, (answer) => {
      if (url !== '/v1/whoami') {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        return void answer.pipe(outgoing);
      }
      void json(answer).then((body) => {
        const told = JSON.stringify({ ...(body as object), server_version: other.version });
        outgoing.writeHead(200, { 'content-type': 'application/json' }).end(told);
      });
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const other: OtherVersion = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    version: undefined,
    requests,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return other;
}
