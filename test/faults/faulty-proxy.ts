import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault';
import { messageBody, messageEnd, requestLine, type RequestLine } from './http-message';
import { HOST, lastingPort } from './lasting-port';

/**
 * What happens to one request. The hooks are called at the moments at which processes are killed.
 */
export interface Fate {
  readonly fault: Fault | undefined;
  onAsked(): void;
  /** The API has answered; the client has seen nothing of it yet. */
  onAnswered(answer: Buffer): void;
}

export interface FaultyProxyOptions {
  readonly targetPort: number;
  /** Called once for each complete request. */
  readonly decide: (request: RequestLine, body: string) => Fate;
}

export interface FaultyProxy {
  readonly url: string;
  /** Resolves once no request is in progress, including late ones. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** This lets the last bytes arrive before the reset, which would otherwise overtake them. */
const BEFORE_RESET_MS = 10;

/** Proxy between provider and API on TCP that imitates faulty networks. */
export async function createFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const sockets = new Set<Socket>();
  const underWay = new Set<Promise<void>>();
  const port = await lastingPort();
  let listener = await listen();
  let reopening: Promise<void> | undefined;
  let isClosed = false;

  function listen(): Promise<Server> {
    const server = createServer({ noDelay: true }, serve);
    server.listen(port, HOST);
    return once(server, 'listening').then(() => server);
  }

  /** Clients that connect meanwhile find that nothing listens. */
  function refuse(forMs: number): Promise<void> {
    reopening ??= (async () => {
      listener.close();
      await sleep(forMs);
      if (!isClosed) listener = await listen();
      reopening = undefined;
    })();
    return reopening;
  }

  function keep(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  }

  function serve(client: Socket): void {
    keep(client);
    const api = apiConnection(options.targetPort, keep);
    let bytes: Buffer = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = messageEnd(bytes);
      if (end === undefined) return;
      const request = bytes.subarray(0, end);
      bytes = bytes.subarray(end);
      const exchange = pass(request, client, api)
        .catch(() => void client.resetAndDestroy())
        .finally(() => underWay.delete(exchange));
      underWay.add(exchange);
    });
    client.once('close', () => api.leave());
    api.onIdleEnd(() => client.end());
  }

  async function pass(request: Buffer, client: Socket, api: ApiConnection): Promise<void> {
    const { fault, onAsked, onAnswered } = options.decide(
      requestLine(request),
      messageBody(request),
    );
    switch (fault?.kind) {
      case 'refuse':
        void refuse(fault.forMs);
        client.resetAndDestroy();
        return onAsked();
      case 'drop':
        client.resetAndDestroy();
        return onAsked();
      case 'cut-request':
        await api.abandon(request.subarray(0, request.length >> 1));
        client.resetAndDestroy();
        return onAsked();
      case 'hang-up':
        await api.abandon(request);
        client.resetAndDestroy();
        return onAsked();
      case 'delay':
        await sleep(fault.byMs);
        break;
      case 'late':
        api.hold();
        client.resetAndDestroy();
        await sleep(fault.byMs);
        break;
      default:
    }
    const asked = api.ask(request);
    onAsked();
    try {
      const answer = await asked;
      onAnswered(answer);
      await deliver(answer, fault, client);
    } finally {
      api.release();
    }
  }

  return {
    url: `http://${HOST}:${port}`,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
      await reopening;
    },
    async close() {
      isClosed = true;
      await reopening;
      const closed = listener.listening ? once(listener, 'close') : undefined;
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function deliver(answer: Buffer, fault: Fault | undefined, client: Socket): Promise<void> {
  switch (fault?.kind) {
    case 'late':
      return;
    case 'swallow':
      client.resetAndDestroy();
      return;
    case 'cut-answer':
      client.write(answer.subarray(0, Math.floor(answer.length * fault.share)));
      await sleep(BEFORE_RESET_MS);
      client.resetAndDestroy();
      return;
    case 'throttle':
      for (let at = 0; at < answer.length && client.writable; at += fault.bytes) {
        client.write(answer.subarray(at, at + fault.bytes));
        await sleep(fault.everyMs);
      }
      return;
    default:
      client.write(answer);
  }
}

/**
 * Resolves once the bytes are sent or can no longer be sent, because a reset discards bytes that
 * still wait.
 */
function written(bytes: Buffer, socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.write(bytes, () => resolve()));
}

interface ApiConnection {
  /** @returns the whole answer; rejects if the connection breaks before that */
  ask(request: Buffer): Promise<Buffer>;
  /** Sends these bytes and then breaks the connection. */
  abandon(bytes: Buffer): Promise<void>;
  /** From now on until it is released, the connection does not end if the client leaves. */
  hold(): void;
  release(): void;
  leave(): void;
  /** The API closed the connection while no request was in progress. */
  onIdleEnd(listener: () => void): void;
}

function apiConnection(port: number, keep: (socket: Socket) => void): ApiConnection {
  let socket: Socket | undefined;
  let bytes: Buffer = Buffer.alloc(0);
  let waiting: { resolve(answer: Buffer): void; reject(error: Error): void } | undefined;
  let isHeld = false;
  let hasLeft = false;
  let idleEnd = () => {};

  function open(): Socket {
    const opened = connect({ port, host: HOST, noDelay: true });
    keep(opened);
    opened.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = messageEnd(bytes);
      if (end === undefined) return;
      const answer = bytes.subarray(0, end);
      bytes = bytes.subarray(end);
      waiting?.resolve(answer);
      waiting = undefined;
    });
    opened.once('close', () => {
      socket = undefined;
      if (waiting === undefined) return idleEnd();
      waiting.reject(new Error('The API closed the connection.'));
      waiting = undefined;
    });
    return opened;
  }

  const endIfLeft = () => {
    if (hasLeft && !isHeld) socket?.destroy();
  };

  return {
    ask(request) {
      isHeld = true;
      socket ??= open();
      socket.write(request);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    async abandon(part) {
      await written(part, (socket ??= open()));
      await sleep(BEFORE_RESET_MS);
      socket?.resetAndDestroy();
    },
    hold: () => void (isHeld = true),
    release() {
      isHeld = false;
      endIfLeft();
    },
    leave() {
      hasLeft = true;
      endIfLeft();
    },
    onIdleEnd: (listener) => void (idleEnd = listener),
  };
}
