import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../domain/failure';
import { tooLarge } from '../http/request-body';
import { requestIdOf } from '../http/request-context';
import { answerClientError, rawAnswer } from './client-error';
import { bodyLimitOf } from './body-limit';
import { earlyAnswer } from './early-answer';
import { createEarlyRequests } from './early-requests';
import { quietTurns } from '../lib/quiet-turns';
import type { MetricsEndpoint } from '../http/metrics-endpoint';
import type { Readiness } from '../operations/readiness';
import type { ParserError } from './parser-failure';
import { watchHandshakes } from './handshakes';
import { flawOfRequest } from './request-flaw';
import { secureContextOptions, type TlsPair } from './tls-pair';

/** The listening server: it answers probes itself and hands everything else to the application. */
export interface FrontDoor {
  readonly server: Server;
  /** Instead of listening: serves connections that another process has accepted. */
  adopt(): (socket: Socket) => void;
  /** Applies to new connections; open connections continue. Has no effect on a server without TLS. */
  useCertificate(pair: TlsPair): void;
  /** Until this is called, requests for every other path wait for a while, and then get 503. */
  open(application: RequestListener): void;
  /**
   * Keeps answering, so that load balancers have time to see that the server is unready. In the second half
   * of the period each answer ends its connection. A client that keeps its connection open would otherwise
   * send its next request to a server that is gone.
   */
  drain(periodMs: number): Promise<void>;
  /**
   * Lets requests finish. At the deadline, the remaining ones are cut off. `true` if all of them
   * finished.
   * @param leave resolves when the accepting process passes no more connections to this one. Until then, requests
   * stay unanswered, because clients with an answer would send more.
   */
  close(deadlineMs: number, leave?: (withinMillis: number) => Promise<void>): Promise<boolean>;
}

/** How long a server that closes waits until no more connections come. */
const WAIT_FOR_QUIET_MS = 1000;
/**
 * A connection whose TLS handshake takes longer than this is ended. Node's own limit is 120 s.
 */
const HANDSHAKE_TIMEOUT_MS = 10_000;

/** Probes are answered before the application, even while it starts, ends or is at its limits. */
export function createFrontDoor(dependencies: {
  readiness: Readiness;
  /** `null` if this port does not answer `/metrics`. */
  metrics: MetricsEndpoint | null;
  /** If absent, HTTP without TLS. */
  tls?: TlsPair | undefined;
  /** The URL of the server, which is known once it listens. */
  issuer: () => string;
  idleSeconds?: number;
  /** How long a request waits for the application to open. */
  startMillis?: number;
}): FrontDoor {
  const { readiness, metrics, tls, issuer } = dependencies;
  const { idleSeconds = 65, startMillis } = dependencies;
  const early = createEarlyRequests(startMillis, (request, response) =>
    sendEarly(STARTING, request, response),
  );
  let application: RequestListener = early.receive;
  /** Whether each answer closes its connection. */
  let parting = false;
  /** Whether connections end as soon as they are idle. */
  let closing = false;
  let accepted = 0;
  /**
   * Requests that are answered once the port is closed. Without their answers, their clients send no further
   * requests while it is being closed.
   */
  let held: (() => void)[] | undefined;
  /**
   * Connections on which a complete request is still being processed, followed by bytes that are not a
   * request.
   */
  const spoiled = new WeakSet<Socket>();
  /**
   * The newest answer of every connection. Noting it is the only work for each request here.
   */
  const newest = new Map<Socket, ServerResponse | null>();

  /** The last connection has ended. The server does not count those that it has adopted. */
  let ended: () => void = () => undefined;

  const probes: Readonly<Record<string, MetricsEndpoint>> = {
    '/healthz': async (_request, response) => sendJson(response, 200, { status: 'alive' }),
    '/readyz': async (_request, response) => {
      const { ready, reason } = await readiness.report();
      sendJson(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', reason });
    },
    ...(metrics !== null && { '/metrics': metrics }),
  };

  const receive: RequestListener = (request, response) => {
    newest.set(request.socket, response);
    if (parting) endAfter(response);
    if (held !== undefined) return void held.push(() => answer(request, response));
    answer(request, response);
  };

  const answer: RequestListener = (request, response) => {
    const flaw = flawOfRequest(request);
    if (flaw !== undefined) return refuse(flaw, request, response);

    const reads = request.method === 'GET' || request.method === 'HEAD';
    const probe = reads ? probes[(request.url ?? '').replace(/\?.*$/s, '')] : undefined;
    if (probe === undefined) return application(request, response);
    return void probe(request, response).catch((error: unknown) =>
      response.destroy(error as Error),
    );
  };

  // Node itself would answer a request without `Host` with nothing but its status.
  const options = { requireHostHeader: false };
  const tlsServer =
    tls &&
    createTlsServer(
      { ...options, ...secureContextOptions(tls), handshakeTimeout: HANDSHAKE_TIMEOUT_MS },
      receive,
    );
  const server: Server = tlsServer ?? createServer(options, receive);
  const handshakes = tlsServer && watchHandshakes(tlsServer);

  // Node would drop all headers after the 2,000th, a second credential among them. Their size is limited.
  server.maxHeadersCount = 0;

  // If a client asks before it sends a body, it is told in time that the body is too large.
  server.on('checkContinue', (request, response) => {
    const limitBytes = bodyLimitOf(request.url);
    if (Number(request.headers['content-length']) > limitBytes) {
      newest.set(request.socket, response);
      return refuse(tooLarge(limitBytes), request, response);
    }
    response.writeContinue();
    return void server.emit('request', request, response);
  });

  // An unknown `Expect` header is ignored.
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
  server.on('clientError', (error: ParserError, duplex) => {
    const socket = duplex as Socket;
    // The TLS handshake failed, so no answer can be sent on the connection.
    if (tlsServer !== undefined && !newest.has(socket)) return void socket.destroy();
    const answer = newest.get(socket);
    const isPending = answer != null && !answer.writableFinished;
    if (!isPending || error.code === 'ECONNRESET')
      return answerClientError(error, socket, issuer(), answer);
    if (answer.req.complete) return answerRest(error, socket, answer);
    // The refusal would be mixed with another answer that is being sent.
    if (answer.headersSent) return void socket.destroy();
    answerClientError(error, socket, issuer(), answer);
  });
  server.on('connect', (request, socket) => {
    // After this event, the listener must close the socket, because Node does not.
    socket.on('error', () => socket.destroy()).resume();
    const allowed = ['allow', 'GET, HEAD, POST, PUT, PATCH, DELETE'];
    socket.end(rawAnswer(NO_PROXY, request.url, issuer(), allowed), () => socket.destroy());
  });
  server.on('connection', () => (accepted += 1));
  server.on(tlsServer === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    newest.set(socket, null);
    socket.once('close', () => {
      newest.delete(socket);
      if (newest.size === 0) ended();
    });
  });

  /** The request itself was understood and is carried out, so its answer comes first. */
  function answerRest(error: ParserError, socket: Socket, answer: ServerResponse): void {
    if (spoiled.has(socket)) return;
    spoiled.add(socket);
    answer.once('finish', () => {
      // If the answer ends the connection, nothing can follow.
      if (socket.writable) answerClientError(error, socket, issuer(), answer);
    });
  }

  /** The rest of the request is not read, so nothing more can come on its connection. */
  function refuse(flaw: Failure, request: IncomingMessage, response: ServerResponse): void {
    response.shouldKeepAlive = false;
    sendEarly(flaw, request, response);
  }

  function sendEarly(failure: Failure, request: IncomingMessage, response: ServerResponse): void {
    const requestId = requestIdOf(request.headers);
    const { status, headers, body } = earlyAnswer(failure, request.url, requestId, issuer());
    response.writeHead(status, [...headers, 'content-length', String(Buffer.byteLength(body))]);
    response.end(body);
  }

  function endAfter(response: ServerResponse): void {
    if (!response.headersSent) return void response.setHeader('connection', 'close');
    // It is too late to tell the client: the connection is idle from the next turn on.
    response.once('close', () => {
      if (closing) setImmediate(() => server.closeIdleConnections());
    });
  }

  function part(): void {
    if (parting) return;
    parting = true;
    for (const response of newest.values()) {
      if (response !== null && !response.writableFinished) endAfter(response);
    }
  }

  // The default is longer than the usual 60 s of load balancers: they must be the ones to end an idle
  // connection. Otherwise, a request that they send at that moment is lost.
  server.keepAliveTimeout = idleSeconds * 1000;

  return {
    server,
    adopt() {
      // From this event on, Node watches the time limits of connections.
      server.emit('listening');
      return (socket) => {
        server.emit('connection', socket);
        socket.resume();
      };
    },
    useCertificate(pair) {
      tlsServer?.setSecureContext(secureContextOptions(pair));
    },
    open(listener) {
      application = listener;
      early.passTo(listener);
    },
    async drain(periodMs) {
      await delay(periodMs / 2);
      part();
      await delay(periodMs / 2);
    },
    async close(deadlineMs, leave) {
      part();
      // The system may hold requests on idle connections, and connections that nobody has accepted
      // yet. Closing now would reset them, so they are read first.
      held = [];
      const quietBy = performance.now() + Math.min(WAIT_FOR_QUIET_MS, deadlineMs / 2);
      const left = () => Math.max(0, quietBy - performance.now());
      await leave?.(left());
      await quietTurns(() => accepted, left());
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const waiting = held;
      held = undefined;
      for (const answerNow of waiting) answerNow();
      // The server would wait for connections that are still in their TLS handshake, although no
      // request has arrived on them.
      handshakes?.endAll();
      let finished = true;
      const deadline = setTimeout(() => {
        finished = false;
        server.closeAllConnections();
      }, deadlineMs);
      const allEnded = new Promise<void>((resolve) => (ended = resolve));
      if (newest.size > 0) await allEnded;
      await closed;
      clearTimeout(deadline);
      return finished;
    },
  };
}

const STARTING = new Failure(
  'unavailable',
  'Keyplane is starting, and did nothing with this request. Send the request again in a second.',
);
const NO_PROXY = new Failure(
  'method_not_allowed',
  'Keyplane is not a proxy. Use its URL as the endpoint, and not as HTTP_PROXY or HTTPS_PROXY.',
);

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(text);
}
