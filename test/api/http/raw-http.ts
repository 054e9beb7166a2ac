import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends these bytes over a new connection, and returns all answers until the connection is closed.
 */
export async function sendRaw(port: number, bytes: string | Buffer): Promise<readonly RawAnswer[]> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  return answersIn(await text(socket));
}

/** Reads answers that all have a `Content-Length`. */
function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let at = 0; at < received.length;) {
    const end = received.indexOf('\r\n\r\n', at) + 4;
    if (end < 4) throw new Error(`No whole answer: ${received.slice(at)}`);
    const head = received.slice(at, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
    if (status !== 100) answers.push({ status, head, body: received.slice(end, end + length) });
    at = end + length;
  }
  return answers;
}

export interface RawRequest {
  readonly method?: string;
  readonly target: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  /** Chunks of the body, without a `Content-Length`. */
  readonly chunked?: boolean;
}

export function rawRequest(request: RawRequest): Buffer {
  const { method = 'POST', target, headers = [], chunked = false } = request;
  const body = Buffer.from(request.body ?? '');
  const framing = chunked ? 'transfer-encoding: chunked' : `content-length: ${body.length}`;
  const head = [`${method} ${target} HTTP/1.1`, 'host: keyplane', framing, ...headers].join('\r\n');
  const sent = chunked
    ? [`${body.length.toString(16)}\r\n`, body, '\r\n0\r\n\r\n'].map((part) => Buffer.from(part))
    : [body];
  return Buffer.concat([Buffer.from(`${head}\r\n\r\n`), ...sent]);
}
