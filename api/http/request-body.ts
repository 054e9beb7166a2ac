import type { IncomingMessage, ServerResponse } from 'node:http';
import { Failure } from '../domain/failure';
import { utf8Text } from './utf8';

/** How a body of one kind becomes a value. */
export interface BodyReader<T> {
  readonly mediaType: string;
  readonly limitBytes: number;
  /** @throws Failure */
  parse(text: string): T;
  /** For a body that is compressed, in a charset other than UTF-8, of a wrong type, or absent. */
  readUnusual(request: IncomingMessage, response: ServerResponse): Promise<T>;
}

/**
 * Returns the value at once if the whole body has arrived.
 * @throws Failure, or an error of Express's body parser, which `failureOf` turns into a failure
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
 * For a body that is complete. Most bodies are complete when they are asked for, and listening to a stream
 * costs more than reading it.
 * @throws Failure `payload_too_large`
 */
function arrivedText(request: IncomingMessage, limitBytes: number): string {
  if (request.readableLength > limitBytes) throw tooLarge(limitBytes);
  const whole = request.read() as Buffer | null;
  return whole === null ? '' : withoutMark(utf8Text(whole));
}

/** @throws Failure `payload_too_large`; `malformed_body` if the client has disconnected */
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
    // The client may have disconnected while the caller was looked up. Then the stream emits neither `end`
    // nor `close`.
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

/** A byte order mark is not part of the text. */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
