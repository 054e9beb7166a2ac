import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { urlToHttpOptions } from 'node:url';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Below the endpoint, with its query. */
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
  /** A request is not sent once it has aborted. */
  readonly signal: AbortSignal;
  /** How long a request that was sent before the signal aborted is still waited for. */
  readonly graceMs: number;
  readonly timeoutMs: number;
}

/** Rejects with what the connection failed of, with a `TimeoutError`, or with the signal's reason. */
export type HttpSender = (request: HttpRequest, patience: HttpPatience) => Promise<HttpAnswer>;

/** Before a server ends an idle connection by itself: Node's does so after 5 s. */
const IDLE_MS = 4_000;

/**
 * HTTP over connections that are kept. Node's own client instead of `fetch`, which costs each call
 * several times as much, and each process some 20 ms before its first one.
 */
export function createHttpSender(endpoint: string): HttpSender {
  const url = new URL(endpoint);
  const isSecure = url.protocol === 'https:';
  const settings = { keepAlive: true, timeout: IDLE_MS };
  const agent = isSecure ? new HttpsAgent(settings) : new HttpAgent(settings);
  const { protocol, hostname, port } = urlToHttpOptions(url);
  const address = { protocol, hostname, port, agent };
  const basePath = url.pathname.replace(/\/+$/, '');
  const open = isSecure ? requestHttps : requestHttp;

  return ({ method, path, headers, body }, { signal, graceMs, timeoutMs }) =>
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const request = open({ ...address, method, path: basePath + path, headers });
      let graceTimer: NodeJS.Timeout | undefined;
      const giveUp = () => request.destroy(signal.reason as Error);
      const abort = () => {
        if (graceMs === 0) giveUp();
        else graceTimer = setTimeout(giveUp, graceMs);
      };
      const timer = setTimeout(() => request.destroy(timeoutError(timeoutMs)), timeoutMs);
      signal.addEventListener('abort', abort);
      request
        .on('error', reject)
        .on('response', (response) => void readAnswer(response).then(resolve, reject))
        .on('close', () => {
          clearTimeout(timer);
          clearTimeout(graceTimer);
          signal.removeEventListener('abort', abort);
        })
        .end(body);
    });
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const { statusCode: status = 0, headers } = response;
  return { status, headers, text: Buffer.concat(chunks).toString('utf8') };
}

function timeoutError(timeoutMs: number): Error {
  const error = new Error(`no answer within ${timeoutMs} ms`);
  error.name = 'TimeoutError';
  return error;
}
