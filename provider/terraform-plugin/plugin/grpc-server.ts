import type { IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import { constants, createServer } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { Logger } from '../framework/logger';
import { createFrameReader, encodeFrame } from './grpc-frame';
import type { GrpcStatusCode } from './grpc-status';
import { encodeGrpcMessage, GrpcError, GrpcStatus } from './grpc-status';

export type GrpcMethod =
  | {
      readonly kind: 'unary';
      /** `signal` aborts when the client cancels the call. */
      handle(request: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
      /** Runs when the client has received the answer or has disconnected. */
      answered?(): void;
    }
  /** A stream that the client keeps open and to which nothing is written. */
  | { readonly kind: 'open-stream' };

/** The methods by path, such as `/grpc.health.v1.Health/Check`. */
export type GrpcMethods = ReadonlyMap<string, GrpcMethod>;

export interface GrpcServerOptions {
  readonly methods: GrpcMethods;
  readonly logger: Logger;
  readonly maxMessageBytes: number;
  readonly onSessionCount?: (count: number) => void;
  /** How often a silent peer is asked whether it is still there; every 5 s by default. */
  readonly probeSeconds?: number;
}

export interface GrpcServer {
  /** Takes over a connection whose peer is trusted. */
  accept(socket: Duplex): void;
  closeSessions(): void;
}

const contentType = 'application/grpc';
const windowBytes = 4 * 2 ** 20;
const defaultProbeSeconds = 5;
/**
 * The window of a session. Node's default of 10 MB ends a session that carries one large message.
 */
const sessionMemoryMegabytes = 1024;

/** The server side of gRPC on node:http2 (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md). */
export function createGrpcServer(options: GrpcServerOptions): GrpcServer {
  const { methods, logger, maxMessageBytes, onSessionCount } = options;
  const { probeSeconds = defaultProbeSeconds } = options;
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer({
    maxSessionMemory: sessionMemoryMegabytes,
    settings: { initialWindowSize: windowBytes },
  });

  function forget(session: ServerHttp2Session): void {
    if (sessions.delete(session)) onSessionCount?.(sessions.size);
  }

  // If a peer is killed during its first bytes, its connection may never seem to close, but writing
  // to it fails. A peer that is only suspended answers late, and its connection stays.
  function probe(): void {
    for (const session of sessions) {
      if (session.destroyed) forget(session);
      else session.ping((error) => error !== null && session.destroy());
    }
  }

  server.on('session', (session) => {
    session.setLocalWindowSize(windowBytes);
    sessions.add(session);
    onSessionCount?.(sessions.size);
    session.on('close', () => forget(session));
  });
  setInterval(probe, probeSeconds * 1000).unref();
  server.on('sessionError', (error) => logger.debug('HTTP/2 session failed', { error }));
  server.on('stream', (stream, headers) => {
    stream.on('error', (error) => logger.debug('HTTP/2 stream failed', { error }));
    const path = headers[':path'] ?? '';
    if (!isGrpc(headers)) {
      stream.respond({ ':status': constants.HTTP_STATUS_UNSUPPORTED_MEDIA_TYPE }, endStream);
      return;
    }
    const method = methods.get(path);
    if (method === undefined) {
      logger.debug('Unimplemented RPC', { path });
      refuse(stream, new GrpcError(GrpcStatus.unimplemented, `${path} is not offered.`));
    } else if (method.kind === 'open-stream') {
      stream.resume();
      stream.respond(responseHeaders);
    } else {
      answerUnary(stream, path, method);
    }
  });

  function answerUnary(
    stream: ServerHttp2Stream,
    path: string,
    method: Extract<GrpcMethod, { kind: 'unary' }>,
  ): void {
    const controller = new AbortController();
    let isAnswered = false;
    stream.on('close', () => {
      // Runs one turn of the event loop later, when the end of the stream has been written to the
      // socket.
      if (isAnswered) setImmediate(() => method.answered?.());
      else controller.abort(new Error(`Terraform gave up ${path}`));
    });
    readOneMessage(stream, maxMessageBytes)
      .then((request) => method.handle(request, controller.signal))
      .then((response) => {
        isAnswered = true;
        if (isOpen(stream)) respond(stream, response);
      })
      .catch((error: unknown) => {
        logger.error(`${path} failed`, { error });
        if (isOpen(stream)) refuse(stream, toGrpcError(error));
      });
  }

  return {
    accept: (socket) => void server.emit('connection', socket),
    closeSessions() {
      for (const session of sessions) session.destroy();
    },
  };
}

const endStream = { endStream: true } as const;
const responseHeaders = { ':status': constants.HTTP_STATUS_OK, 'content-type': contentType };

function isGrpc(headers: IncomingHttpHeaders): boolean {
  return headers[':method'] === 'POST' && headers['content-type']?.startsWith(contentType) === true;
}

function isOpen(stream: ServerHttp2Stream): boolean {
  return !stream.closed && !stream.destroyed;
}

function readOneMessage(stream: ServerHttp2Stream, maxMessageBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = createFrameReader(maxMessageBytes);
    const messages: Uint8Array[] = [];
    let isRead = false;
    stream.on('data', (chunk: Uint8Array) => {
      try {
        messages.push(...reader.push(chunk));
      } catch (error) {
        stream.removeAllListeners('data').resume();
        reject(error as Error);
      }
    });
    stream.on('end', () => {
      isRead = true;
      const [message, ...more] = messages;
      if (message !== undefined && more.length === 0 && reader.isBetweenMessages()) {
        resolve(message);
      } else {
        reject(new GrpcError(GrpcStatus.internal, 'A unary call carries exactly one message.'));
      }
    });
    stream.on('close', () => {
      if (!isRead) reject(new GrpcError(GrpcStatus.cancelled, 'The call was canceled.'));
    });
  });
}

function respond(stream: ServerHttp2Stream, message: Uint8Array): void {
  stream.respond(responseHeaders, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(statusTrailers(GrpcStatus.ok)));
  stream.end(encodeFrame(message));
}

function refuse(stream: ServerHttp2Stream, error: GrpcError): void {
  stream.resume();
  stream.respond({ ...responseHeaders, ...statusTrailers(error.status, error.message) }, endStream);
}

function statusTrailers(status: GrpcStatusCode, message?: string): Record<string, string> {
  return {
    'grpc-status': String(status),
    ...(message === undefined ? {} : { 'grpc-message': encodeGrpcMessage(message) }),
  };
}

/** The text of any other error stays in the log. */
function toGrpcError(error: unknown): GrpcError {
  return error instanceof GrpcError
    ? error
    : new GrpcError(GrpcStatus.internal, 'The provider failed; its log says why.');
}
