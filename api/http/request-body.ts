import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../domain/failure';
import { utf8Text } from './utf8';

/** How a body of one kind becomes what it stands for. */
export interface BodyReader<T> {
  readonly mediaType: string;
  readonly limitBytes: number;
  /** @throws Failure */
  parse(text: string): T;
  /** Compressed, in another charset than UTF-8, of another type, or none. */
  readUnusual(request: IncomingMessage, response: ServerResponse): Promise<T>;
}

/**
 * At once if all of it has arrived.
 * @throws Failure, or an error of Express's body parser, for which `failureOf` knows a failure
 */
export function readBody<T>(
  reader: BodyReader<T>,
  request: IncomingMessage,
  response: ServerResponse,
): T | Promise<T> {
  if (!isPlain(request, reader.mediaType)) return reader.readUnusual(request, response);
  if (request.complete) return reader.parse(arrivedText(request, reader.limitBytes));
  return readText(request, reader.limitBytes).then(reader.parse);
}

/** Whether the body needs no decompression and no other charset than UTF-8. */
function isPlain({ headers }: IncomingMessage, mediaType: string): boolean {
  const type = headers['content-type'];
  if (headers['content-encoding'] !== undefined || type === undefined) return false;
  return (
    type === mediaType || type.toLowerCase().replace(/;\s*/, ';') === `${mediaType};charset=utf-8`
  );
}

/**
 * Of a body that is complete. Most are by the time that they are asked for, and a stream that is
 * listened to costs more than what it brings.
 * @throws Failure `payload_too_large`
 */
function arrivedText(request: IncomingMessage, limitBytes: number): string {
  if (request.readableLength > limitBytes) throw tooLarge(limitBytes);
  const whole = request.read() as Buffer | null;
  return whole === null ? '' : withoutMark(utf8Text(whole));
}

/** @throws Failure `payload_too_large`; `malformed_body` where the client has gone */
function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let ended = false;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else reject(tooLarge(limitBytes));
    });
    request.on('end', () => {
      ended = true;
      const [first] = chunks;
      if (first === undefined) return resolve('');
      try {
        resolve(withoutMark(utf8Text(chunks.length === 1 ? first : Buffer.concat(chunks))));
      } catch (error) {
        reject(error as Error);
      }
    });
    const onGone = (): void => {
      if (ended) return;
      reject(
        new Failure(
          'malformed_body',
          'The request body did not arrive completely. Send the request again.',
        ),
      );
    };
    // It may have gone while its caller was looked up: then neither end nor close is still to come.
    if (request.destroyed) return onGone();
    request.on('close', onGone).on('error', onGone);
  });
}

export function tooLarge(limitBytes: number): Failure {
  return new Failure(
    'payload_too_large',
    `The request body is larger than ${limitBytes / 1024} KiB.`,
  );
}

/** A byte order mark is none of the text. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
