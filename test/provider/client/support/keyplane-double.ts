import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKeyplaneClient, type KeyplaneClient } from '../../../../provider/client';

/** On a busy machine, an attempt can take seconds. Tests of a limit shorten it. */
export const RETRY = {
  firstDelayMs: 1,
  longestDelayMs: 5,
  patienceMs: 30_000,
  firstContactPatienceMs: 30_000,
  longestWaitMs: 600_000,
  attemptMs: 30_000,
  sentWriteGraceMs: 20_000,
};

export type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

export const json = (status: number, body: unknown, headers = {}): Answer => {
  const type = status < 400 ? 'application/json' : 'application/problem+json; charset=utf-8';
  return (_request, response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(JSON.stringify(body));
};
export const problem = (status: number, code: string, headers = {}, more = {}) =>
  json(
    status,
    { title: 'No', status, code, detail: 'Because.', errors: [], request_id: 'r1', ...more },
    headers,
  );
export const retryable = (status: number, code: string, headers = {}) =>
  problem(status, code, headers, { retryable: true });
export const final = (status: number, code: string, headers = {}) =>
  problem(status, code, headers, { retryable: false });
export const hangUp: Answer = (request) => request.socket.destroy();

export interface KeyplaneDouble {
  /** The answers that it gives next, in this order. After these, it answers with a role. */
  answers: Answer[];
  /** The requests so far. */
  readonly seen: Seen[];
  /** What the clients logged. */
  readonly logged: string;
  /** A client that calls it. */
  client: KeyplaneClient;
  clientAt(endpoint: string, retry?: typeof RETRY): KeyplaneClient;
  /** Sends the requests that the first creation of a run sends once, and forgets them. */
  beginRun(): Promise<void>;
}

/**
 * A fake server with an answer for each request, and a client for it. Both are new for each test.
 */
export function useKeyplaneDouble(): KeyplaneDouble {
  let server: Server;
  let client: KeyplaneClient;
  let logged = '';
  /** A run that is never ended renews its lease as long as the process lives. */
  let clients: KeyplaneClient[] = [];

  const clientAt = (endpoint: string, retry = RETRY) => {
    const created = createKeyplaneClient({
      endpoint,
      credentials: { clientId: 'kpi_1', clientSecret: 'kpa_secret' },
      stack: 'production',
      run: 'run-1',
      userAgent: 'test/1',
      providerVersion: '0.1.0',
      retry,
      logger: {
        debug: (...line) => void (logged += JSON.stringify(line)),
        info: (...line) => void (logged += JSON.stringify(line)),
      },
    });
    clients.push(created);
    return created;
  };
  const double: KeyplaneDouble = {
    answers: [],
    seen: [],
    get client() {
      return client;
    },
    set client(next) {
      client = next;
    },
    get logged() {
      return logged;
    },
    clientAt,
    beginRun: async () => {
      await client.run.begin();
      double.seen.length = 0;
    },
  };

  beforeEach(async () => {
    double.answers = [];
    double.seen.length = 0;
    logged = '';
    server = createServer(async (request, response) => {
      const { method, url, headers } = request;
      double.seen.push({ method, url, headers });
      let body = '';
      for await (const chunk of request) body += String(chunk);
      (double.answers.shift() ?? json(200, { id: 'role_1' }))(request, response, body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterEach(async () => {
    double.answers = [];
    await Promise.all(clients.map((each) => each.run.cutOff()));
    clients = [];
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return double;
}
