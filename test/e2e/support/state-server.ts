import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A state's HTTP backend that can refuse to save. Every lock below its address is free. */
export async function createStateServer() {
  let state = '';
  const server: Server = createServer((request, response) => void answer(request, response));
  async function answer(request: IncomingMessage, response: ServerResponse) {
    if (request.url?.endsWith('/lock') === true) {
      response.writeHead(200).end();
    } else if (request.method === 'GET') {
      response.writeHead(state === '' ? 204 : 200).end(state);
    } else if (backend.refusesWrites) {
      response.writeHead(500).end();
    } else {
      state = await text(request);
      response.writeHead(200).end();
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const backend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/state`,
    refusesWrites: false,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return backend;
}

export type StateServer = Awaited<ReturnType<typeof createStateServer>>;
