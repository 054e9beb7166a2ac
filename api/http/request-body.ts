import type { IncomingMessage } from 'node:http';
import { Failure } from '../domain/failure';

/** Whether the body needs no decompression and no other charset than UTF-8. */
export function isPlain({ headers }: IncomingMessage, mediaType: string): boolean {
  const type = headers['content-type'];
  if (headers['content-encoding'] !== undefined || type === undefined) return false;
  return (
    type === mediaType || type.toLowerCase().replace(/;\s*/, ';') === `${mediaType};charset=utf-8`
  );
}

/** @throws Failure `payload_too_large`; `malformed_body` where the client has gone */
export function readText(request: IncomingMessage, limitBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) chunks.push(chunk);
      else reject(tooLarge(limitBytes));
    });
    request.on('end', () => {
      const [first] = chunks;
      if (first === undefined) return resolve('');
      resolve(withoutMark((chunks.length === 1 ? first : Buffer.concat(chunks)).toString('utf8')));
    });
    const onGone = (): void =>
      reject(new Failure('malformed_body', 'The request body did not arrive whole.'));
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
