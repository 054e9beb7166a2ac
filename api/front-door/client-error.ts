import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Failure } from '../domain/failure';
import { earlyAnswer } from './early-answer';
import { parserFailure, type ParserError } from './parser-failure';

/** The complete answer, after which the connection ends, because what follows on it cannot be parsed. */
export function rawAnswer(
  failure: Failure,
  target: string | undefined,
  issuer: string,
  further: readonly string[] = [],
): string {
  const { status, headers, body } = earlyAnswer(failure, target, randomUUID(), issuer);
  const all = [...headers, ...further];
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...all.flatMap((name, at) => (at % 2 === 0 ? `${name}: ${all[at + 1]}` : [])),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
    '',
    body,
  ].join('\r\n');
}

/**
 * For the event `clientError` of a server.
 * @param issuer the URL of the server, where the documentation explains problems
 * @param newest the answer to the last request that was understood on this connection
 */
export function answerClientError(
  error: ParserError,
  socket: Duplex,
  issuer: string,
  newest?: ServerResponse | null,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  socket.end(rawAnswer(parserFailure(error), targetOf(error, newest), issuer));
}

/**
 * If a body is still arriving, the error belongs to its request. Otherwise it belongs to the request in the
 * packet.
 */
function targetOf({ rawPacket }: ParserError, newest?: ServerResponse | null): string | undefined {
  if (newest && !newest.req.complete) return newest.req.url;
  const line = rawPacket?.toString('latin1', 0, MOST_LINE_LENGTH) ?? '';
  return /^[A-Z]+ (\S+)/.exec(line)?.[1];
}

/**
 * Only this many characters of a request line are read. They are enough for every path that has answers of
 * its own.
 */
const MOST_LINE_LENGTH = 300;
