import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Socket } from 'node:net';
import { type Connections, connectionsTo } from './connections';
import { type Network, networkOf } from './network';
import { ProxyFailure } from './proxy-failure';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** The path below the endpoint, with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface HttpPatience {
  /** After it has aborted, the request is not sent. */
  readonly signal: AbortSignal;
  /** How long an answer is still awaited if the request was sent before the signal aborted. */
  readonly graceMs: number;
  readonly timeoutMs: number;
}

/**
 * Rejects with the error of the connection, with a `TimeoutError`, an `AnswerRefused`, or the
 * signal's reason. It settles within the time limit, whatever the peer does.
 */
export type HttpSender = (request: HttpRequest, patience: HttpPatience) => Promise<HttpAnswer>;

/** The answer is not HTTP that this client can read. The message is for the user. */
export class AnswerRefused extends Error {
  override readonly name = 'AnswerRefused';
}

/** A list of 10,000 objects comes in ten pages. This is many times what its longest page takes. */
export const MAX_ANSWER_BYTES = 64 * 1024 * 1024;
/** Without this header, any encoding would be acceptable (RFC 9110, section 12.5.3). */
const UNCOMPRESSED = { 'accept-encoding': 'identity' };
/** Node reads 1xx answers for as long as they come. */
const MAX_INFORMATIONAL = 10;

/**
 * HTTP over connections that are kept. It uses Node's own client instead of `fetch`, which makes
 * each call several times as expensive and costs each process some 20 ms before its first call.
 */
export function createHttpSender(
  endpoint: string,
  network: Network = networkOf(endpoint, {}),
): HttpSender {
  // Created at the first request, because many processes send none.
  let made: Connections | undefined;

  return ({ method, path, headers, body }, { signal, graceMs, timeoutMs }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const { address, basePath, isSecure, ofProxy } = (made ??= connectionsTo(endpoint, network));
      const open = isSecure ? requestHttps : requestHttp;
      const request = open({
        ...address,
        method,
        path: basePath + path,
        headers: { ...headers, ...UNCOMPRESSED, ...ofProxy },
      });
      let graceTimer: NodeJS.Timeout | undefined;
      let isSent = false;
      // A request that still waits for a proxy reports nothing when it is destroyed.
      const fail = (error: Error) => {
        reject(error);
        request.destroy();
      };
      const giveUp = () => fail(signal.reason as Error);
      const abort = () => {
        if (graceMs === 0 || !isSent) giveUp();
        else graceTimer = setTimeout(giveUp, graceMs);
      };
      const timer = setTimeout(() => fail(timeoutError(timeoutMs)), timeoutMs);
      let informational = 0;
      signal.addEventListener('abort', abort);
      request
        // A proxy that forwards requests is the only peer.
        .on('error', (error) =>
          reject(ofProxy === undefined ? error : new ProxyFailure({ cause: error })),
        )
        .on('socket', (socket) => {
          // Until it is connected the request waits in this process.
          if (request.reusedSocket || isTunnel(socket, isSecure)) isSent = true;
          else socket.once(isSecure ? 'secureConnect' : 'connect', () => (isSent = true));
        })
        .on('information', () => {
          informational += 1;
          if (informational > MAX_INFORMATIONAL)
            fail(new AnswerRefused('never ends its 1xx answers'));
        })
        // Without a listener, Node closes the connection and reports nothing.
        .on('upgrade', (_response, socket) => {
          socket.destroy();
          fail(new AnswerRefused('answered with status 101 and switched to another protocol'));
        })
        .on('response', (response) => void readAnswer(response).then(resolve, fail))
        .on('close', () => {
          clearTimeout(timer);
          clearTimeout(graceTimer);
          signal.removeEventListener('abort', abort);
        })
        .end(body);
    });
}

/** A connection without TLS that was kept and is already open. */
function isTunnel(socket: Socket, isSecure: boolean): boolean {
  return !isSecure && !socket.connecting;
}

/** @throws AnswerRefused before it has more than `MAX_ANSWER_BYTES` in memory */
async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response;
  if (Number(headers['content-length'] ?? 0) > MAX_ANSWER_BYTES) throw tooLong();
  if (isSuccess(status) && isCompressed(headers)) {
    throw new AnswerRefused('answered with a compressed body');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += (chunk as Buffer).length;
    if (size > MAX_ANSWER_BYTES) throw tooLong();
    chunks.push(chunk as Buffer);
  }
  return { status, headers, text: Buffer.concat(chunks).toString('utf8') };
}

const tooLong = () =>
  new AnswerRefused(`answered with more than ${MAX_ANSWER_BYTES / 1024 ** 2} MiB`);

/** The status of another answer is enough, for example that of an overloaded proxy. */
const isSuccess = (status: number) => status >= 200 && status < 300;

/** This client never decompresses, so a short body cannot become a long one. */
function isCompressed(headers: IncomingHttpHeaders): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`no answer within ${timeoutMs} ms`);
  error.name = 'TimeoutError';
  return error;
}
